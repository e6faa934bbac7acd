"""What the server starts: uvicorn --factory service.main:create"""

import os

from fastapi import FastAPI

from service.app import create_app
from service.registry import load_production
from service.settings import read_settings


def create() -> FastAPI:
    """The service with the settings of the environment and the version in production."""
    settings = read_settings(os.environ)
    return create_app(lambda: load_production(settings.store), settings)
