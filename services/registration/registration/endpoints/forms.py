"""Forms as data for frontends."""

from registration.domain.application_form import FIELDS
from registration.schemas.applications import FieldResponse, FormResponse
from row_sets import values_of
from service_runtime import service_router

router = service_router("/registration/v1/forms", tags=["forms"])


@router.get("/resident-enrolment", operation_id="getResidentEnrolmentForm")
async def get() -> FormResponse:
    """城乡居民参保登记表单（粤医保十二项）"""
    fields = [FieldResponse(**values_of(field), required=True) for field in FIELDS]
    return FormResponse(form="resident-enrolment", title="城乡居民参保登记", fields=fields)
