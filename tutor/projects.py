"""Projects: hand one out, check the folder that it is built in, and keep what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from knowledge_base.course import Course
from knowledge_base.documents import Language
from knowledge_base.errors import BadInput
from knowledge_base.projects import ProjectPack, Projects
from tools.running.package_index import Say, quiet
from tutor.learner.record import Record

if TYPE_CHECKING:
    from tools.projects.checking import ProjectReport
    from tools.projects.folders import ProjectFolder
    from tools.running.environments import Environments
    from tools.sandbox import Limits, Sandbox

State = Literal["new", "tried", "done"]


@dataclass(frozen=True)
class ProjectLine:
    """A project in the list, with what came of it.

    Attributes:
        project: the project.
        state: `done` where every check held at least once.
        held: names of the checks that held when it was last checked.
    """

    project: ProjectPack
    state: State
    held: tuple[str, ...] = ()


class ProjectWork:
    """One learner's projects.

    Args:
        course: whose projects they are.
        record: where checks are kept.
        find_sandbox: called when there is something to run.
        environments: of the learner.
        limits: of the settings.
    """

    def __init__(
        self,
        course: Course,
        record: Record,
        find_sandbox: Callable[[], "Sandbox"],
        environments: "Environments",
        limits: "Limits",
    ) -> None:
        self.course = course
        self.record = record
        self.projects = Projects(course)
        self._find_sandbox = find_sandbox
        self._environments = environments
        self._limits = limits

    def lines(self) -> list[ProjectLine]:
        """The projects in the order of the course.

        Raises:
            BadInput: a project's files are wrong.
        """
        return [self.line(project_id) for project_id in self.projects.ids]

    def line(self, project_id: str) -> ProjectLine:
        """One project with its state.

        Raises:
            BadInput: there is none of that id.
        """
        project = self.projects.get(project_id)
        runs = self.record.project_runs(project_id)
        if not runs:
            return ProjectLine(project, "new")
        done = any(not run.failing for run in runs)
        return ProjectLine(project, "done" if done else "tried", runs[-1].held)

    def start(self, project_id: str, folder: Path, language: Language) -> "ProjectFolder":
        """Write the files to begin with; what is there already stays as it is.

        Raises:
            BadInput: there is no such project, or no folder can be made there.
        """
        from tools.projects.folders import write_folder

        return write_folder(self.projects.get(project_id), folder, language)

    def check(self, project_id: str, folder: Path, language: Language, say: Say = quiet) -> "ProjectReport":
        """Run the checks of a project on a folder and keep what they say; the starter alone is not kept.

        Args:
            project_id: that it is for.
            folder: the learner's.
            language: of the sentences.
            say: hears what takes a while, such as making the environment.

        Raises:
            BadInput: there is no such project or folder, or there is too much in it.
            Missing: the environment is not there and cannot be made now.
            Refused: no sandbox holds on this machine; nothing was run.
        """
        from tools.projects.checking import check_project, fingerprint

        project = self.projects.get(project_id)
        files = _files(project, folder)
        environment = self._environments.ready(project.entry.environment, say)
        report = check_project(project, files, self._find_sandbox(), environment, self._limits, language)
        program = fingerprint(files)
        if program != fingerprint(project.files("starter")):
            self.record.add_project_run(
                project.id, str(folder.resolve()), program, report.held, report.failing, report.ended
            )
        return report


def _files(project: ProjectPack, folder: Path) -> dict[str, bytes]:
    from tools.running.programs import folder_files

    if not folder.is_dir():
        raise BadInput(
            "There is no folder {path}.",
            hint="Make one to begin in with: tutor project start {id} FOLDER",
            path=folder,
            id=project.id,
        )
    return folder_files(folder)
