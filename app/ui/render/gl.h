#pragma once

// The one place that knows where OpenGL's functions come from: WebGL 2 on the web, OpenGL 3.3 elsewhere.
#ifdef __EMSCRIPTEN__
#include <GLES3/gl3.h>
#define GRADBOX_GLSL_HEAD "#version 300 es\nprecision highp float;\nprecision highp int;\nprecision highp sampler2D;\n"
#else
#define GL_GLEXT_PROTOTYPES
#include <GL/glcorearb.h>
#define GRADBOX_GLSL_HEAD "#version 330\n"
#endif
