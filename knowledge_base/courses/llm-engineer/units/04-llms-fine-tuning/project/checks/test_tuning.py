"""Milestones 2 and 3: ids, encoder, training and LoRA."""

import functools
import unittest

import torch
from both_languages import both
from shared import column


@functools.cache
def prepared():
    """Tokens, ids, mask and labels of 48 messages."""
    from router.tokens import Tokens

    texts = column("archive.csv", "text")
    tokens = Tokens(texts[:600])
    topics = sorted(set(column("archive.csv", "topic")))
    labels = torch.tensor([topics.index(name) for name in column("archive.csv", "topic")[:48]])
    return tokens, *tokens.encode(texts[:48]), labels, len(topics)


def base():
    """A fresh encoder in evaluation mode."""
    from router.network import Encoder

    tokens, _, _, _, outputs = prepared()
    return Encoder(tokens.size, outputs, seed=2).eval()


def kept(model) -> dict[str, torch.Tensor]:
    """Copies of all parameters."""
    return {name: each.detach().clone() for name, each in model.named_parameters()}


class Ids(unittest.TestCase):
    def test_ids_and_mask_have_one_row_for_each_text(self):
        tokens, *_ = prepared()
        ids, mask = tokens.encode(["no", "no reconozco el cargo de ayer", "日本 ☃ zzzz", "palabra " * 300])
        self.assertEqual(ids.shape, mask.shape)
        self.assertEqual(ids.shape[0], 4)
        self.assertTrue(bool((mask.sum(dim=1) > 0).all()))
        self.assertLess(int(mask[0].sum()), int(mask[1].sum()))
        self.assertLess(int(ids.max()), tokens.size)
        self.assertGreaterEqual(int(ids.min()), 0)

    def test_padding_changes_nothing(self):
        tokens, *_ = prepared()
        model = base()
        short, long = (
            "no puedo entrar a la app",
            "the transfer that I made on Monday has not arrived yet, what do I do?",
        )
        with torch.no_grad():
            alone, beside = model(*tokens.encode([short])), model(*tokens.encode([short, long]))
        torch.testing.assert_close(
            beside[:1],
            alone,
            atol=1e-5,
            rtol=1e-4,
            msg=both("El relleno cambia la respuesta de un mensaje corto",
                     "Padding changes the answer to a short message"),
        )  # fmt: skip

    def test_the_seed_decides_the_weights(self):
        from router.network import Encoder

        one, again, other = (Encoder(50, 3, seed=seed).state_dict() for seed in (1, 1, 2))
        same = [torch.equal(one[name], again[name]) for name in one]
        self.assertTrue(all(same))
        self.assertFalse(all(torch.equal(one[name], other[name]) for name in one))


class Training(unittest.TestCase):
    def test_training_repeats_itself_and_ends_in_evaluation(self):
        from router.tuning import Settings, fit

        _, ids, mask, labels, _ = prepared()
        found = []
        for often in (3, 8):
            model = base()
            torch.rand(often)  # what was drawn before must not matter
            found.append(fit(model, ids, mask, labels, Settings(epochs=3, batch=16, seed=4)))
            self.assertFalse(
                model.training,
                both("fit debería dejar el modelo en modo eval", "fit should leave the model in eval mode"),
            )
        self.assertEqual(len(found[0]), 3)
        for one, other in zip(*found, strict=True):
            self.assertAlmostEqual(one, other, places=5)

    def test_fit_uses_the_loss_that_it_is_given(self):
        from router.tuning import Settings, fit

        _, ids, mask, labels, outputs = prepared()
        weights = torch.zeros(outputs)
        weights[labels[0]] = 1.0
        model = base()
        fit(
            model,
            ids,
            mask,
            labels,
            Settings(epochs=25, batch=48, seed=1),
            torch.nn.CrossEntropyLoss(weight=weights),
        )
        with torch.no_grad():
            said = model(ids, mask).argmax(dim=1)
        self.assertGreater(float((said == labels[0]).float().mean()), 0.9)


class Lora(unittest.TestCase):
    def test_only_lora_and_the_head_are_trained(self):
        from router.tuning import add_lora, count

        model = add_lora(base(), 5, rank=8, alpha=16, seed=1)
        names = [name for name, each in model.named_parameters() if each.requires_grad]
        strange = [name for name in names if "lora_" not in name and "head" not in name]
        self.assertEqual(strange, [], both("Esto debería estar congelado", "This should be frozen"))
        self.assertTrue(any("lora_" in name for name in names), both("No hay LoRA", "There is no LoRA"))
        self.assertTrue(
            any("head" in name for name in names),
            both("La cabeza nueva debería entrenarse", "The new head should be trained"),
        )
        trained, whole = count(model)
        self.assertEqual(trained, sum(each.numel() for each in model.parameters() if each.requires_grad))
        self.assertEqual(whole, sum(each.numel() for each in model.parameters()))
        self.assertLess(trained / whole, 0.2)

    def test_a_fresh_adapter_changes_nothing(self):
        from router.tuning import add_lora

        model = add_lora(base(), 5, rank=4, alpha=8, seed=1)
        downs = [each for name, each in model.named_parameters() if "lora_A" in name]
        ups = [each for name, each in model.named_parameters() if "lora_B" in name]
        self.assertTrue(downs and len(downs) == len(ups))
        self.assertTrue(
            all(bool((each == 0).all()) for each in ups),
            both("Al empezar, B debería ser cero", "At the start, B should be zero"),
        )
        self.assertTrue(all(bool((each != 0).any()) for each in downs))
        self.assertTrue(all(each.shape[0] == 4 for each in downs))

    def test_tuning_leaves_the_base_alone(self):
        from router.tuning import Settings, add_lora, fit

        _, ids, mask, labels, outputs = prepared()
        given = base()
        before = kept(given)
        model = add_lora(given, outputs, rank=4, alpha=8, seed=1)
        start = kept(model)
        fit(model, ids, mask, labels, Settings(epochs=4, batch=16, seed=1))
        for name, each in given.named_parameters():
            self.assertTrue(
                torch.equal(each, before[name]), f"{name}: " + both("la base cambió", "the base changed")
            )
        for name, each in model.named_parameters():
            moved = not torch.equal(each, start[name])
            self.assertEqual(moved, each.requires_grad, name)

    def test_one_batch_can_be_memorised(self):
        from router.tuning import Settings, add_lora, fit

        _, ids, mask, labels, outputs = prepared()
        model = add_lora(base(), outputs, rank=8, alpha=16, seed=1)
        settings = Settings(epochs=120, batch=48, learning_rate=0.02, seed=1)
        losses = fit(model, ids, mask, labels, settings)
        self.assertLess(
            min(losses),
            0.5,
            both("LoRA debería poder memorizar 48 mensajes", "LoRA should be able to memorise 48 messages"),
        )

    def test_alpha_over_rank_is_the_scale(self):
        from router.tuning import add_lora, merge

        given = base()
        weights = dict(given.named_parameters())
        model = add_lora(given, 5, rank=4, alpha=12, seed=1)
        found = dict(model.named_parameters())
        torch.manual_seed(3)
        for name, each in found.items():
            if "lora_B" in name:
                each.data = torch.randn_like(each) / 10
        merged = dict(merge(model).named_parameters())
        seen = 0
        for name in found:
            if "lora_A" in name:
                plain = name.replace("base_model.model.", "").replace(".lora_A.default", "")
                change = merged[plain] - weights[plain]
                expected = 3.0 * found[name.replace("lora_A", "lora_B")] @ found[name]
                torch.testing.assert_close(
                    change,
                    expected,
                    atol=1e-5,
                    rtol=1e-3,
                    msg=both(
                        f"{plain} debería cambiar en alpha / rank · BA",
                        f"{plain} should change by alpha / rank · BA",
                    ),
                )
                seen += 1
        self.assertGreater(seen, 0)

    def test_the_merged_model_says_the_same(self):
        from router.tuning import Settings, add_lora, fit, merge

        _, ids, mask, labels, outputs = prepared()
        model = add_lora(base(), outputs, rank=4, alpha=8, seed=1)
        fit(model, ids, mask, labels, Settings(epochs=2, batch=16, seed=1))
        with torch.no_grad():
            before = model(ids, mask)
            merged = merge(model)
            after, again = merged(ids, mask), model(ids, mask)
        message = both(
            "El modelo fusionado debería responder lo mismo", "The merged model should answer the same"
        )
        torch.testing.assert_close(after, before, atol=1e-4, rtol=1e-3, msg=message)
        torch.testing.assert_close(
            again,
            before,
            atol=1e-4,
            rtol=1e-3,
            msg=both("merge cambió el modelo dado", "merge changed the model given"),
        )
        self.assertFalse([name for name, _ in merged.named_parameters() if "lora_" in name])
        self.assertTrue(
            [name for name, _ in model.named_parameters() if "lora_" in name],
            both("merge quitó LoRA del modelo dado", "merge took LoRA from the model given"),
        )
