# saan_embed(<file> <namespace> <function> <header> <out variable>)
#
# Makes a .cc in the build folder that holds <file> as text, given by
# `absl::string_view <namespace>::<function>()`; adds it to <out variable>.
# Called with -P it writes that .cc (SAAN_EMBED_* say what).
if(CMAKE_SCRIPT_MODE_FILE)
  file(READ ${SAAN_EMBED_FILE} text)
  file(WRITE ${SAAN_EMBED_OUT}
       "#include \"${SAAN_EMBED_HEADER}\"\n\n"
       "namespace ${SAAN_EMBED_NAMESPACE} {\n\n"
       "absl::string_view ${SAAN_EMBED_FUNCTION}() {\n"
       "  static constexpr char kText[] = R\"embedded(${text})embedded\";\n"
       "  return absl::string_view(kText, sizeof(kText) - 1);\n}\n\n"
       "}  // namespace ${SAAN_EMBED_NAMESPACE}\n")
  return()
endif()

set(SAAN_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})
function(saan_embed file namespace function header out)
  get_filename_component(stem ${file} NAME)
  # Two rooms may build in one file, each for itself.
  string(REPLACE "::" "_" room ${namespace})
  set(source ${CMAKE_BINARY_DIR}/embedded/${room}_${stem}.cc)
  add_custom_command(
    OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -DSAAN_EMBED_FILE=${CMAKE_SOURCE_DIR}/${file}
            -DSAAN_EMBED_OUT=${source} -DSAAN_EMBED_NAMESPACE=${namespace}
            -DSAAN_EMBED_FUNCTION=${function} -DSAAN_EMBED_HEADER=${header}
            -P ${SAAN_EMBED_SCRIPT}
    DEPENDS ${CMAKE_SOURCE_DIR}/${file} ${SAAN_EMBED_SCRIPT})
  set(${out} ${${out}} ${source} PARENT_SCOPE)
endfunction()
