"""What the map's script says where people place something, in the page's language."""

from collections.abc import Sequence

from django.utils.translation import gettext


def picker_texts(shapes: Sequence[str] = ()) -> dict[str, str]:
    """Return every text of the picker; those of lines and areas only where they may be drawn."""
    texts = {**_point_texts(), **_search_texts()}
    return {**texts, **_drawing_texts(), **_vertex_texts()} if shapes else texts


def mode_names(shapes: Sequence[str]) -> dict[str, str]:
    """Return what may be shown on the map, in words: a point, and what may be drawn instead."""
    names = {"point": gettext("a point"), "line": gettext("a line"), "area": gettext("an area")}
    return {mode: names[mode] for mode in ("point", *shapes)} if shapes else {}


def _point_texts() -> dict[str, str]:
    return {
        "loading": gettext("Loading the map…"),
        "placed": gettext("Point placed: {place}."),
        "coordinates": gettext("latitude {latitude}, longitude {longitude}"),
        "middle": gettext("Middle of the map: {place}."),
        "inside": gettext("It is inside the area of the consultation."),
        "outside": gettext("This place is outside the area of the consultation."),
        "kept": gettext("The map shows this address. Your point stays where you placed it."),
        "away": gettext("The point is no longer at the address written above."),
        "useAddress": gettext("Write the address of the point"),
        "usePoint": gettext("Put the point at this address"),
        "written": gettext("The address is now: {label}."),
        "noAddress": gettext("No address is known at this point. What you wrote stays."),
        "removed": gettext("The point is removed."),
    }


def _search_texts() -> dict[str, str]:
    return {
        "locating": gettext("Looking for your position…"),
        "located": gettext("This is your position, accurate to {accuracy} m."),
        "vague": gettext(
            "Your position is only known to within {accuracy} m. Put the point in the right place."
        ),
        "noPosition": gettext("Your position could not be found."),
        "noSearch": gettext(
            "The address search does not answer; it is asked again. Place the point on the map, or send the address as it is."
        ),
        "results": gettext("{count} addresses found. Use the arrows to choose."),
        "noResult": gettext("No address found."),
        "zoomIn": gettext("Zoom in"),
        "zoomOut": gettext("Zoom out"),
    }


def _drawing_texts() -> dict[str, str]:
    return {
        "pointHelp": gettext(
            "Click the map, or move it and place the point in its middle. With the keyboard: arrows, then Enter."
        ),
        "drawHelp": gettext(
            "Each click on the map adds a point. With the keyboard: arrows move the map, Enter adds a point in its middle."
        ),
        "addHere": gettext("Add a point in the middle"),
        "undo": gettext("Undo the last point"),
        "finish": gettext("Finish"),
        "resume": gettext("Go on drawing"),
        "restart": gettext("Start again"),
        "previous": gettext("Previous point"),
        "next": gettext("Next point"),
        "delete": gettext("Delete this point"),
    }


def _vertex_texts() -> dict[str, str]:
    return {
        "noPoints": gettext("No point yet."),
        "onePoint": gettext("1 point"),
        "points": gettext("{count} points"),
        "lineSoFar": gettext("{points}, {length}"),
        "areaSoFar": gettext("{points}, {surface}"),
        "selected": gettext(
            "Point {number} of {count}. Arrows move it, Delete removes it, Escape leaves it."
        ),
        "moved": gettext("Point {number} moved. {sofar}."),
        "deleted": gettext("Point {number} deleted. {sofar}."),
        "left": gettext("No point is chosen: the arrows move the map."),
        "finished": gettext("Drawing finished: {sofar}."),
        "needsTwo": gettext("A line needs two points at least."),
        "needsThree": gettext("An area needs three points at least."),
        "partOutside": gettext("A part of it is outside the area of the consultation."),
        "tooMany": gettext("No more than {count} points can be given."),
        "unreadable": gettext("The coordinates below cannot be drawn: check them."),
        "cleared": gettext("The drawing is removed."),
    }
