"""Spanish or English, from three words on; the learner's own language where there is no telling."""

import subprocess
import sys

import pytest

from knowledge_base.documents import Language
from knowledge_base.languages import clearly, detect, language_of

# Short questions as people type them: without accents, without signs, half in code, with the field's terms.
SPANISH = """
que es softmax
qué es un tensor?
¿Cómo funciona la atención?
como entreno un modelo con poca memoria
diferencia entre LoRA y QLoRA
para que sirve el learning rate
cuando uso batch norm
por que explota el gradiente
explicame backpropagation
explica el teorema de bayes con un ejemplo
que hago hoy
que toca esta semana
dame un ejercicio de numpy
hazme un quiz
no entiendo broadcasting
ayuda con este error
cuantos parametros tiene GPT-2
dónde están los pesos del modelo
cual es la mejor funcion de perdida
redes neuronales
descenso de gradiente
regresión logística
normalización por lotes
matriz de confusión
derivada de la sigmoide
valores propios
cuanta memoria necesito para un modelo de 7B
ventajas de RAG
se puede usar PyTorch sin GPU
puedo saltarme la unidad 3
quiero repasar las tarjetas
siguiente pregunta
una pista
otra pista
muéstrame la solución
estoy atascado
me rindo
tengo una hora libre
cambia mi plan
cómo voy
qué me falta
hola
gracias
buenas tardes
ok sigamos
y eso por que
y con pandas?
pero no converge
si, quiero continuar
no sé
resume el capitulo de transformers
traduce esto al ingles
quien invento el transformer
que significa KV cache
es lo mismo cross entropy que log loss?
hay algun ejemplo con datasets
pros y contras de fine-tuning
para qué es el token [CLS]
cómo se calcula el F1
qué tamaño de batch elijo
entrevista de sistemas
simulemos una entrevista
pregúntame sobre overfitting
evalua mi codigo
revisa mi función
por qué mi loss es nan
qué diferencia hay entre list y tuple
como ordeno un diccionario por valor
que hace np.einsum
sirve de algo el dropout en inferencia
vale la pena cuantizar a 4 bits
cuándo conviene usar un modelo pequeño
temperatura y top-p
qué es temperature en sampling
embeddings de oraciones
búsqueda semántica
vectores ortogonales
probabilidad condicional
varianza y sesgo
codigo de attention en numpy
necesito ayuda con torch.compile
la atencion es cuadratica?
el gradiente se desvanece
los pesos no cambian
un ejemplo de prompt injection
mejor optimizador para transformers
aprender langgraph
curso de hugging face
instalar vllm
desplegar en docker
servir el modelo con vLLM
métricas para RAG
evaluación de agentes
qué sigue después de la semana 4
cuantas semanas quedan
mueve la sesión al domingo
no puedo el sábado
estudié dos horas
terminé el proyecto
ya hice el ejercicio
dime más
más despacio
otra vez
repite
empecemos
listo
vamos con PCA
entonces softmax normaliza?
softmax vs sigmoid cual uso
¿y BERT?
que tal es Mistral
tokenizadores
aprendizaje por refuerzo
aprendizaje supervisado
modelos de lenguaje
ventana de contexto
cabezas de atención
codificación posicional
conjunto de validación
función de activación
tasa de aprendizaje
sobreajuste
retropropagación
cuantización
destilación
pesos y sesgos
capas ocultas
producto punto
matriz inversa
grafo computacional
agentes con herramientas
memoria del agente
""".strip().splitlines()

ENGLISH = """
what is softmax
what's a tensor?
how does attention work?
how do i train a model with little memory
difference between LoRA and QLoRA
what is the learning rate for
when to use batch norm
why do gradients explode
explain backpropagation
explain bayes theorem with an example
what do i do today
what's up this week
give me a numpy exercise
quiz me
i don't understand broadcasting
help with this error
how many parameters does GPT-2 have
where are the model weights
which loss function is best
is the sigmoid derivative bounded
what are eigenvalues
how much memory do I need for a 7B model
advantages of RAG
can I use PyTorch without a GPU
may i skip unit 3
i want to review my cards
next question
a hint please
another hint
show me the solution
i'm stuck
i give up
i have one free hour
change my plan
how am i doing
what's missing
hello
thanks
good afternoon
ok let's go on
and why is that
and with pandas?
but it does not converge
yes, continue
i don't know
summarize the transformers chapter
translate this to spanish
who invented the transformer
what does KV cache mean
is cross entropy the same as log loss?
are there examples with datasets
pros and cons of fine-tuning
what is the [CLS] token for
how to compute F1
what batch size should I pick
let's do a mock interview
ask me about overfitting
grade my code
check my function
why is my loss nan
difference list vs tuple
how to sort a dict by value
what does np.einsum do
is dropout any use at inference
is quantizing to 4 bits worth it
when should I use a small model
what is temperature in sampling
tell me more about sentence embeddings
how does semantic search work
are these vectors orthogonal
why is variance important
attention code in numpy
need help with torch.compile
is attention quadratic?
the gradient vanishes
the weights do not change
an example of prompt injection
best optimizer for transformers
learn langgraph
how to install vllm
deploy on docker
serve the model with vLLM
metrics for RAG
evaluation of agents
what comes after week 4
how many weeks are left
move the session to sunday
i can't on saturday
i studied two hours
i finished the project
i did the exercise
tell me more
slower please
once more
say it again
let's start
done
let's do PCA
so softmax normalizes?
softmax vs sigmoid which one
and BERT?
how good is Mistral
what are tokenizers
why reinforcement learning
define supervised learning
what makes a language model
how long is the context window
what do attention heads look at
why positional encoding
size of the validation set
which activation function
should the learning rate decay
how to avoid overfitting
the chain rule
what is quantization
why distill a model
weights and biases
what are hidden layers
dot product of two vectors
inverse of a matrix
what is a computational graph
agents with tools
does the agent have memory
""".strip().splitlines()

# The same in both languages: the learner's own language decides.
EITHER = """
softmax
softmax?
LoRA
attention
transformer?
batch size
learning rate
gradient descent
KV cache
fine-tuning
overfitting
dropout
RAG
embedding
GPT-2
BERT
np.einsum
import torch
x = torch.zeros(3)
model.train()
top-p
123
???
PCA
CNN
backpropagation
prompt engineering
chain of thought
word2vec
f1 score
""".strip().splitlines()

LANGUAGES: tuple[Language, Language] = ("es", "en")


@pytest.mark.parametrize("default", LANGUAGES)
@pytest.mark.parametrize(("questions", "language"), [(SPANISH, "es"), (ENGLISH, "en")])
def test_short_questions(questions: list[str], language: Language, default: Language) -> None:
    wrong = [question for question in questions if detect(question, default) != language]
    assert len(wrong) <= len(questions) * (0 if default == language else 0.06), wrong


@pytest.mark.parametrize("default", LANGUAGES)
@pytest.mark.parametrize("term", EITHER)
def test_a_term_or_code_alone_is_in_the_learners_language(term: str, default: Language) -> None:
    assert detect(term, default) == default


@pytest.mark.parametrize("default", LANGUAGES)
def test_nothing_is_in_the_learners_language(default: Language) -> None:
    assert detect("", default) == default
    assert detect("?! 123 ---", default) == default


def test_long_texts_without_function_words_go_by_their_letters() -> None:
    spanish = "redes neuronales profundas convolucionales recurrentes generativas modelos grandes"
    assert detect(spanish, "en") == "es"
    english = (
        "deep neural networks layers weights loss gradient optimizer batches epochs schedule warmup decay"
    )
    assert detect(english, "es") == "en"


def test_the_language_of_a_document_is_that_of_its_prose_not_of_its_code() -> None:
    code = "```python\n# the loss of the model is what we want to make small\n```\n" * 40
    assert language_of(f"La pérdida mide el error.\n\n{code}\n\nEl modelo aprende de los datos.") == "es"


def test_a_long_document_is_judged_by_all_of_it() -> None:
    spanish = "Los pesos cambian en cada paso según el gradiente de la pérdida. "
    assert language_of("A short note in English for the reader. " * 5 + spanish * 300) == "es"


def test_a_passage_needs_three_hundred_letters_to_leave_the_language_of_its_document() -> None:
    english = "the loss of the model is what we want to make small and this is how "
    assert clearly(english, "es") == "es"
    assert clearly(english * 8, "es") == "en"
    assert clearly("la pérdida del modelo es lo que queremos reducir y así se hace " * 8, "en") == "es"
    assert clearly(english * 8, "en") == "en"


def test_the_model_of_letters_is_loaded_only_when_it_is_needed() -> None:
    code = "import sys; from knowledge_base.languages import detect; detect('qué es')"
    code += "; print('py3langid' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
