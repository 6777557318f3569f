"""Looks at people in this service: audited, and counted if they found nobody."""

from service_runtime import Looks

LOOKS = Looks("person", "application", "participation", "filing", "mandate", "material", "bundle", "draft")
