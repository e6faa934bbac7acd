"""Milestones 1 and 2: training, tracking, registry."""

import csv
import hashlib
import math
import unicodedata
import unittest
from pathlib import Path

from both_languages import both
from service_checks import DATA, client_of, model_of, new_store, trained


def rows(split):
    with DATA.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["split"] == split]


class Training(unittest.TestCase):
    def test_the_model_is_right_often_enough(self):
        store, run_id, _ = trained()
        model = model_of(store, run_id)
        right = sum(model.classify(row["text"])[0] == row["label"] for row in rows("test")) / len(
            rows("test")
        )
        self.assertGreaterEqual(
            right, 0.75, both("Acierta en muy pocos textos de test", "It is right on too few test texts")
        )
        logged = client_of(store).get_run(run_id).data.metrics.get("test_accuracy", -1)
        self.assertAlmostEqual(
            logged,
            right,
            6,
            both("test_accuracy debe ser la de model.json", "test_accuracy must be that of model.json"),
        )

    def test_odd_texts_have_an_answer(self):
        store, run_id, _ = trained()
        model = model_of(store, run_id)
        for text in ("zzz qqq", "???", "🙂"):
            label, confidence = model.classify(text)
            self.assertIsInstance(label, str)
            self.assertTrue(
                math.isfinite(confidence) and 0 <= confidence <= 1,
                both(
                    f"La confianza de {text!r} es {confidence}, no una probabilidad",
                    f"The confidence of {text!r} is {confidence}, no probability",
                ),
            )
        for row in rows("train"):
            one, other = (unicodedata.normalize(form, row["text"].upper()) for form in ("NFC", "NFD"))
            self.assertAlmostEqual(
                model.classify(one)[1],
                model.classify(other)[1],
                9,
                both(
                    f"NFC y NFD deben dar lo mismo: {row['text']}",
                    f"NFC and NFD should give the same: {row['text']}",
                ),
            )

    def test_the_run_says_what_went_in(self):
        store, run_id, other = trained()
        run = client_of(store).get_run(run_id)
        self.assertEqual(
            {name: run.data.params.get(name) for name in ("seed", "steps")}, {"seed": "0", "steps": "100"}
        )
        self.assertEqual(float(run.data.params.get("rate", "nan")), 2.0)
        self.assertEqual(
            run.data.tags.get("data.sha256"),
            hashlib.sha256(DATA.read_bytes()).hexdigest(),
            both("data.sha256 es de los bytes del archivo", "data.sha256 is of the bytes of the file"),
        )
        self.assertEqual(run.info.status, "FINISHED")
        curve = client_of(store).get_metric_history(run_id, "train_loss")
        self.assertGreaterEqual(
            len({point.step for point in curve}),
            3,
            both("train_loss lleva sus pasos", "train_loss needs its steps"),
        )
        curve = sorted(curve, key=lambda point: point.step)
        self.assertLess(curve[-1].value, curve[0].value)
        self.assertNotEqual(run_id, other)

    def test_the_same_run_gives_the_same_model(self):
        from service.train import train

        store, run_id, _ = trained()
        again = train(DATA, store, seed=0, steps=100)
        self.assertTrue(
            model_of(store, run_id).to_dict() == model_of(store, again).to_dict(),
            both("La misma semilla da otro modelo", "The same seed gives another model"),
        )

    def test_test_rows_teach_nothing(self):
        from service.train import train

        store, run_id, _ = trained()
        changed = new_store("changed.csv")
        lines = DATA.read_text("utf-8").splitlines()
        lines = [
            line if ",test," not in line else line.split(",test,")[0] + ",test,unheard words"
            for line in lines
        ]
        changed.write_text("\n".join(lines) + "\n", encoding="utf-8")
        other = train(changed, store, seed=0, steps=100)
        self.assertTrue(
            model_of(store, run_id).to_dict() == model_of(store, other).to_dict(),
            both("Los textos de test cambian el modelo", "The test texts change the model"),
        )

    def test_a_broken_training_is_marked_failed(self):
        from service.train import train

        store, _, _ = trained()
        client = client_of(store)
        experiments = [one.experiment_id for one in client.search_experiments()]
        with self.assertRaises(Exception):  # noqa: B017
            train(DATA, store, steps="many")
        running = client.search_runs(experiments, "attributes.status = 'RUNNING'")
        self.assertEqual(
            len(running),
            0,
            both("Una corrida que falló sigue como RUNNING", "A run that failed is still RUNNING"),
        )


class Registry(unittest.TestCase):
    def setUp(self):
        from service.registry import register
        from service.train import train

        self.store = new_store(self._testMethodName)
        self.runs = [train(DATA, self.store, seed=seed, steps=30 * seed) for seed in (1, 2)]
        self.versions = [register(self.store, run_id) for run_id in self.runs]

    def test_versions_know_where_they_come_from(self):
        self.assertEqual(self.versions, [1, 2])
        client = client_of(self.store)
        for run_id, number in zip(self.runs, self.versions, strict=True):
            entry = client.get_model_version("intents", str(number))
            self.assertEqual(entry.run_id, run_id)
            self.assertEqual(entry.tags.get("data.sha256"), hashlib.sha256(DATA.read_bytes()).hexdigest())
            self.assertRegex(entry.tags.get("model.sha256", ""), "^[0-9a-f]{64}$")

    def test_only_promoting_changes_what_is_served(self):
        from service.registry import load_production, promote, register

        with self.assertRaises(  # noqa: B017
            Exception, msg=both("Registrar no pone nada en producción", "Registering serves nothing")
        ):
            load_production(self.store)
        promote(self.store, 1, None)
        register(self.store, self.runs[1])
        first = load_production(self.store)
        self.assertEqual(first.version, "intents/1")
        promote(self.store, 2, 1)
        self.assertEqual(load_production(self.store).version, "intents/2")
        promote(self.store, 1, 2)
        back = load_production(self.store)
        self.assertEqual((back.version, back.to_dict()), ("intents/1", first.to_dict()))

    def test_promoting_sees_what_others_did(self):
        from service.registry import load_production, promote

        promote(self.store, 2, None)
        for version, expected in ((1, None), (1, 1)):
            with self.assertRaises(
                RuntimeError,
                msg=both(
                    f"Se sirve 2 y quien llama esperaba {expected}",
                    f"2 is served and the caller expected {expected}",
                ),
            ):
                promote(self.store, version, expected)
        with self.assertRaises(Exception):  # noqa: B017
            promote(self.store, 9, 2)
        self.assertEqual(load_production(self.store).version, "intents/2")

    def test_a_changed_file_is_not_served(self):
        from service.registry import load_production, promote

        promote(self.store, 1, None)
        load_production(self.store)
        for path in Path(self.store).rglob("model.json"):
            path.write_bytes(path.read_bytes() + b" ")
        with self.assertRaises(
            ValueError,
            msg=both(
                "model.json cambió y se sirve igual", "model.json was changed and is served all the same"
            ),
        ):
            load_production(self.store)

    def test_an_unfinished_run_is_no_version(self):
        from service.registry import register

        client = client_of(self.store)
        run = client.create_run(client.get_run(self.runs[0]).info.experiment_id)
        client.log_dict(run.info.run_id, {}, "model.json")
        client.set_tag(run.info.run_id, "data.sha256", "0")
        with self.assertRaises(
            ValueError, msg=both("La corrida no está FINISHED", "The run is not FINISHED")
        ):
            register(self.store, run.info.run_id)
