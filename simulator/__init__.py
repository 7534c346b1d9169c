"""A local WeCom: the platform's HTTP, XML and JSON protocol, and phones on a web page."""

from simulator.app import create_simulator
from simulator.config import ConfigError, SimulatorConfig, load_config

__all__ = ["ConfigError", "SimulatorConfig", "create_simulator", "load_config"]
