# Files compiled into the program.
#
#   gradbox_embed(TARGET ui HEADER embedded/fonts.h FILES fonts/Inter-sub.otf ...)
#   gradbox_embed(TARGET ui HEADER embedded/shaders.h TEXT FILES ${shaders})
#
# generates HEADER, to be included by the sources of TARGET, which defines in namespace gradbox::embedded one constant a
# file, named after it (Inter-sub.otf -> kInterSubOtf): an array of unsigned char, or with TEXT a std::string_view.

function(gradbox_embed)
  cmake_parse_arguments(EMBED "TEXT" "TARGET;HEADER" "FILES" ${ARGN})
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/generated")
  set(header "${folder}/${EMBED_HEADER}")
  set(script "${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake")
  list(JOIN EMBED_FILES "|" files)
  add_custom_command(OUTPUT "${header}"
    COMMAND ${CMAKE_COMMAND} "-DFILES=${files}" "-DHEADER=${header}" -DTEXT=${EMBED_TEXT} -P "${script}"
    DEPENDS ${EMBED_FILES} "${script}"
    COMMENT "Embedding ${EMBED_HEADER}" VERBATIM)
  target_sources(${EMBED_TARGET} PRIVATE "${header}")
  target_include_directories(${EMBED_TARGET} PRIVATE "${folder}")
endfunction()
