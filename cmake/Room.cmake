# A room is one folder of src/, one static library, and one include path of its own: a build-tree folder that holds
# nothing but a link to the room. A file can therefore include only the rooms its own room names under USES, those they use, and
# because a room must exist before another can use it, includes point downwards only.
#
#   broadsheet_room(NAME [USES room…] [LINKS target…] [PRIVATE_LINKS target…])
function(broadsheet_room name)
    cmake_parse_arguments(ROOM "" "" "USES;LINKS;PRIVATE_LINKS" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
    set(doorway ${CMAKE_BINARY_DIR}/rooms/${name})
    file(MAKE_DIRECTORY ${doorway})
    file(CREATE_LINK ${CMAKE_SOURCE_DIR}/src/${name} ${doorway}/${name} SYMBOLIC)

    if(sources)
        add_library(broadsheet_${name} STATIC ${sources})
        set(visibility PUBLIC)
        target_link_libraries(broadsheet_${name} PRIVATE ${ROOM_PRIVATE_LINKS})
    else()
        add_library(broadsheet_${name} INTERFACE)
        set(visibility INTERFACE)
    endif()
    target_include_directories(broadsheet_${name} ${visibility} ${doorway})
    foreach(used ${ROOM_USES})
        if(NOT TARGET broadsheet_${used})
            message(FATAL_ERROR "Room '${name}' uses '${used}', which is not below it")
        endif()
        target_link_libraries(broadsheet_${name} ${visibility} broadsheet_${used})
    endforeach()
    target_link_libraries(broadsheet_${name} ${visibility} ${ROOM_LINKS})
endfunction()
