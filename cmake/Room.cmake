# A room is one folder of src/, one static library, and one include path of its own: a build-tree folder that holds
# nothing but a link to the room. A room must exist before another can use it, so includes point downwards only. The compiler
# finds the rooms named under USES and those they use; that no others than those named are included is a test
# (cmake/check_includes.cmake).
#
#   broadsheet_room(NAME [USES room…] [LINKS target…] [PRIVATE_LINKS target…])
function(broadsheet_room name)
    cmake_parse_arguments(ROOM "" "" "USES;LINKS;PRIVATE_LINKS" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
    set(doorway ${CMAKE_BINARY_DIR}/rooms/${name})
    file(MAKE_DIRECTORY ${doorway})
    file(CREATE_LINK ${CMAKE_SOURCE_DIR}/src/${name} ${doorway}/${name} SYMBOLIC)

    add_library(broadsheet_${name} STATIC ${sources})
    target_include_directories(broadsheet_${name} PUBLIC ${doorway})
    foreach(used ${ROOM_USES})
        if(NOT TARGET broadsheet_${used})
            message(FATAL_ERROR "Room '${name}' uses '${used}', which is not below it")
        endif()
        target_link_libraries(broadsheet_${name} PUBLIC broadsheet_${used})
    endforeach()
    target_link_libraries(broadsheet_${name} PUBLIC ${ROOM_LINKS} PRIVATE ${ROOM_PRIVATE_LINKS})
    if(BROADSHEET_FUZZ)
        target_compile_options(broadsheet_${name} PRIVATE -fsanitize=fuzzer-no-link)
    endif()
    if(name STREQUAL "base")
        broadsheet_precompile(broadsheet_base ${CMAKE_SOURCE_DIR}/cmake/precompiled.h)
    else()
        broadsheet_use_precompiled(broadsheet_${name} broadsheet_base)
    endif()
    # For check_includes.cmake.
    set_property(GLOBAL APPEND_STRING PROPERTY broadsheet_rooms
        "list(APPEND rooms ${name})\nset(uses_${name} ${ROOM_USES})\n")
endfunction()
