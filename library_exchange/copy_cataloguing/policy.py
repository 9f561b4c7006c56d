"""Who lists targets: who runs the platform; who looks in them and takes records over: staff, for their own library."""

from library_exchange.core.rights import FOR_PLATFORM, FOR_STAFF, Access

ROUTES: dict[str, Access] = {
    "copy_cataloguing.look": FOR_STAFF,
    "copy_cataloguing.preview": FOR_STAFF,
    "copy_cataloguing.take": FOR_STAFF,
    "copy_cataloguing.taken": FOR_STAFF,
    "copy_cataloguing.targets": FOR_PLATFORM,
    "copy_cataloguing.target": FOR_PLATFORM,
    "copy_cataloguing.new_target": FOR_PLATFORM,
    "copy_cataloguing.add_target": FOR_PLATFORM,
    "copy_cataloguing.change_target": FOR_PLATFORM,
    "copy_cataloguing.switch_target": FOR_PLATFORM,
    "copy_cataloguing.try_target": FOR_PLATFORM,
    "copy_cataloguing.remove_target": FOR_PLATFORM,
}
