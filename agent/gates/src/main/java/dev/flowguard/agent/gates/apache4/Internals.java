package dev.flowguard.agent.gates.apache4;

import java.lang.reflect.Method;
import org.apache.http.HttpEntity;

/** What HttpClient does not show. */
final class Internals {
  /**
   * Around each entity that can be written only once; by its name alone in a relocated copy too.
   */
  private static final String PROXY = "RequestEntityProxy";

  private Internals() {}

  /** The caller's entity in the client's wrapper; the entity itself if it is in none. */
  static HttpEntity unwrapped(HttpEntity entity) {
    if (!entity.getClass().getSimpleName().equals(PROXY)) {
      return entity;
    }
    try {
      Method original = entity.getClass().getDeclaredMethod("getOriginal");
      original.setAccessible(true);
      return original.invoke(entity) instanceof HttpEntity own ? own : entity;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return entity;
    }
  }
}
