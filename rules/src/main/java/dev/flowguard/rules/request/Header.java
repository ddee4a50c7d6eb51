package dev.flowguard.rules.request;

import java.util.Objects;

/** One header field as it would leave; names keep the case that the client gave them. */
public record Header(String name, String value) {
  public Header {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
  }

  /** Lengths only: name and value may be content. */
  @Override
  public String toString() {
    return "Header[" + name.length() + " and " + value.length() + " chars]";
  }
}
