"""Forms as data for frontends."""

from registration.domain.application_form import FIELDS, FormField
from registration.schemas.applications import ApplicationForm, FieldResponse, FormResponse
from service_runtime import service_router
from service_runtime.dictionaries import items_of

router = service_router("/registration/v1/forms", tags=["表单"])
_SCHEMA = ApplicationForm.model_json_schema()["properties"]


@router.get("/resident-enrolment", operation_id="getResidentEnrolmentForm")
async def get() -> FormResponse:
    """查询城乡居民参保登记表单

    粤医保十二项：名称、类型、长度、格式和选项。
    """
    return FormResponse(form="resident-enrolment", title="城乡居民参保登记", fields=[_field(field) for field in FIELDS])


def _field(field: FormField) -> FieldResponse:
    """With the length that the body of an application takes."""
    most = next((choice["maxLength"] for choice in _SCHEMA[field.name]["anyOf"] if "maxLength" in choice), None)
    return FieldResponse(
        name=field.name,
        label=field.label,
        kind=field.kind,
        filled_by=field.filled_by,
        required=True,
        rule=field.rule,
        max_length=most,
        pattern=f"^{field.pattern}$" if field.pattern else None,
        options=items_of(field.codes) if field.codes else [],
    )
