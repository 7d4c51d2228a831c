// Stands in for a graphics driver that leaves WebKit's window blank, or ends its process: put before the real libraries,
// it does so on the ways of drawing that `BROKEN_WAYS` counts from the fastest.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_set(const char *name) {
  const char *value = getenv(name);
  return value != NULL && strcmp(value, "0") != 0;
}

static int is_broken(const char *how) {
  const char *asked = getenv("BROKEN_HOW");
  const char *ways = getenv("BROKEN_WAYS");
  int way = is_set("WEBKIT_DISABLE_COMPOSITING_MODE") ? 2 : is_set("WEBKIT_DISABLE_DMABUF_RENDERER") ? 1 : 0;
  return asked != NULL && ways != NULL && strcmp(asked, how) == 0 && way < atoi(ways);
}

// WebKit draws into the window with these; the toolkit's own use of them goes on.
static int is_of_webkit(void *caller) {
  Dl_info info;
  return dladdr(caller, &info) != 0 && info.dli_fname != NULL && strstr(info.dli_fname, "libwebkit2gtk") != NULL;
}

#define LEFT_OUT(name)                                                            \
  void name(void *context) {                                                      \
    if (is_of_webkit(__builtin_return_address(0)) && is_broken("blank")) return;  \
    void (*real)(void *) = (void (*)(void *))dlsym(RTLD_NEXT, #name);             \
    real(context);                                                                \
  }

LEFT_OUT(cairo_paint)
LEFT_OUT(cairo_fill)

// The process that draws the page asks for letters once it has begun.
void *FcPatternCreate(void) {
  if (strcmp(program_invocation_short_name, "WebKitWebProcess") == 0 && is_broken("ends")) _exit(1);
  void *(*real)(void) = (void *(*)(void))dlsym(RTLD_NEXT, "FcPatternCreate");
  return real();
}
