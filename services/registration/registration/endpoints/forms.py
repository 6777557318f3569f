"""Forms as data for frontends."""

from dataclasses import asdict

from registration import schemas
from registration.domain.application_form import FIELDS
from service_runtime import service_router

router = service_router("/registration/v1/forms", tags=["forms"])


@router.get("/resident-enrolment", operation_id="readResidentEnrolmentForm")
async def read_form() -> schemas.FormShown:
    """城乡居民参保登记表单（粤医保十二项）"""
    fields = [schemas.FieldShown(**asdict(field), required=True) for field in FIELDS]
    return schemas.FormShown(form="resident-enrolment", title="城乡居民参保登记", fields=fields)
