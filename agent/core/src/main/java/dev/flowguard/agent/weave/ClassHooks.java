package dev.flowguard.agent.weave;

import java.util.List;

/**
 * Where a class of a client is hooked. Immutable: libraries with many hook points of one shape make
 * them when the class is met, because each start has all libraries, and each application few.
 */
public interface ClassHooks {
  /** Internal name in the library, such as {@code okhttp3/internal/http/CallServerInterceptor}. */
  String className();

  /** All of them are woven, or none. The same at each call. */
  List<HookPoint> hooks();

  /** False for a class in which gates only take notes: without them, all is judged and seen. */
  boolean matters();
}
