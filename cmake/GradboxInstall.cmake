# The package for programs outside the tree: find_package(gradbox) gives gradbox::gradbox and gradbox::torch.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/gradbox")
install(TARGETS gradbox gradbox_torch EXPORT gradboxTargets)
install(EXPORT gradboxTargets NAMESPACE gradbox:: DESTINATION "${package_dir}")
foreach(folder gradbox torch)
  install(DIRECTORY "${PROJECT_SOURCE_DIR}/core/${folder}" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
    FILES_MATCHING PATTERN "*.h" PATTERN backend/cpu EXCLUDE PATTERN backend/cuda EXCLUDE)
endforeach()

configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/gradboxConfig.cmake.in"
  "${PROJECT_BINARY_DIR}/package/gradboxConfig.cmake" INSTALL_DESTINATION "${package_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/package/gradboxConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/package/gradboxConfig.cmake"
  "${PROJECT_BINARY_DIR}/package/gradboxConfigVersion.cmake" DESTINATION "${package_dir}")

install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" "${PROJECT_SOURCE_DIR}/third_party/README.md"
  DESTINATION "${CMAKE_INSTALL_DOCDIR}")
