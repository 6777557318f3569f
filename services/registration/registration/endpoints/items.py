"""/registration/v1/items: the service items as data for frontends."""

from registration.domain.items import Items
from registration.endpoints.item_answers import item_response, item_summary
from registration.errors import ItemNotFound
from registration.items import declared_items
from registration.schemas.items import ItemCode, ItemResponse, ItemSummary
from service_runtime import CurrentRuntime, Runtime, YearNotOpen, refusals, service_router
from service_runtime.rest import Area, Page, Year

router = service_router("/registration/v1/items", tags=["服务事项"])


def items_of(runtime: Runtime) -> Items:
    """The items of this installation."""
    return declared_items(runtime.settings.items_folder)


@router.get("", operation_id="listItems")
async def list_all(runtime: CurrentRuntime, area: Area) -> Page[ItemSummary]:
    """查询一个地区的全部服务事项"""
    return Page(items=[item_summary(item) for item in items_of(runtime).in_area(area)])


@router.get("/{item}", operation_id="getItem", responses=refusals(ItemNotFound, YearNotOpen))
async def get(item: ItemCode, runtime: CurrentRuntime, area: Area, benefit_year: Year) -> ItemResponse:
    """查询一个服务事项的表单、材料和期限

    按地区和年度给出，供前端生成表单。
    """
    found = items_of(runtime).find(item, area)
    if found is None:
        raise ItemNotFound()
    return item_response(found, area, benefit_year, runtime.clock.now().date(), runtime.policy)
