package dev.flowguard.rules.policy;

import org.jspecify.annotations.Nullable;

/**
 * What gives requests to a processor away on any host.
 *
 * @param path end of the path, such as {@code /g/collect}
 * @param parameter name of a query parameter
 * @param prefix what its value starts with
 */
public record Signature(String path, String parameter, String prefix) {

  /** True if path and query, as on the request line, have this signature. Allocates nothing. */
  boolean matches(String anyPath, @Nullable String query) {
    if (query == null || !anyPath.endsWith(path)) {
      return false;
    }
    int at = 0;
    while (at < query.length()) {
      int value = at + parameter.length() + 1;
      if (query.startsWith(parameter, at)
          && value <= query.length()
          && query.charAt(value - 1) == '='
          && query.startsWith(prefix, value)) {
        return true;
      }
      int next = query.indexOf('&', at);
      if (next < 0) {
        return false;
      }
      at = next + 1;
    }
    return false;
  }
}
