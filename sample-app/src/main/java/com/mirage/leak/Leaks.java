package com.mirage.leak;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Which mistake the service makes for the present request: the one that the header {@code X-Leak}
 * names. None, unless {@code mirage.leaks} is true.
 */
@Component
public class Leaks {
  private final HttpServletRequest request;
  private final boolean isEnabled;

  Leaks(HttpServletRequest request, @Value("${mirage.leaks}") boolean isEnabled) {
    this.request = request;
    this.isEnabled = isEnabled;
  }

  /** To be called on the thread of the request. */
  public Leak current() {
    String named = isEnabled ? request.getHeader("X-Leak") : null;
    return named == null ? Leak.NONE : Leak.valueOf(named);
  }

  /** To be called on the thread of the request. */
  public boolean has(Leak leak) {
    return current() == leak;
  }
}
