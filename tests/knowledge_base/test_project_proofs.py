"""Every project of the course can be built: in the sandbox the reference passes and the starter does not."""

import pytest

from knowledge_base.course_loader import default_course_folder, load_course
from knowledge_base.projects import Projects
from scripts.prove_projects import prove
from tools.running.environments import Environments
from tools.sandboxing.isolation import find_sandbox

PROJECTS = Projects(load_course(default_course_folder()))


@pytest.mark.slow
@pytest.mark.parametrize("project_id", PROJECTS.ids)
def test_the_reference_passes_and_the_starter_fails(
    project_id: str, learner_environments: Environments
) -> None:
    project = PROJECTS.get(project_id)
    environment = learner_environments.ensure(project.entry.environment)
    assert prove(project, find_sandbox(), environment).problems == ()
