package dev.flowguard.rules.policy;

import dev.flowguard.rules.request.PathForm;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What identifies requests to a processor on any host.
 *
 * @param path end of the path in lower case, segments joined by slashes, such as {@code g/collect};
 *     empty for all paths
 * @param parameter name of a parameter, in lower case
 * @param prefix what its value starts with, in lower case; empty for any value
 * @param in where the parameter may be
 */
public record Signature(String path, String parameter, String prefix, Set<Place> in) {
  /** A part of a request. */
  public enum Place {
    /** A parameter of the URL. */
    QUERY,
    /** A header field. */
    HEADER,
    /** A field of the body, in a form or in JSON. */
    BODY;

    /** The word in the catalogue. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Signature {
    in = Set.copyOf(in);
  }

  /** Reads the list {@code signatures} of a processor or a catalogue entry. */
  static List<Signature> read(Yaml yaml, Yaml.Section of) {
    List<Signature> signatures = new ArrayList<>();
    for (Node node : of.list("signatures")) {
      Yaml.Section section = yaml.section(node, "a signature");
      if (section == null) {
        continue;
      }
      String path = section.text("path");
      String prefix = section.text("prefix");
      String parameter = section.required("parameter");
      if (path != null && path.indexOf('*') >= 0) {
        yaml.error(node, "the path of a signature is the end of a path, without '*'");
      }
      Set<Place> places = EnumSet.noneOf(Place.class);
      for (Node word : section.list("in")) {
        Place place = yaml.word(word, "in", Place.values());
        if (place != null) {
          places.add(place);
        }
      }
      section.close();
      if (!parameter.isEmpty()) {
        signatures.add(
            of(
                path == null ? "" : path,
                parameter,
                prefix == null ? "" : prefix,
                places.isEmpty() ? Set.of(Place.QUERY) : places));
      }
    }
    return signatures;
  }

  /** A signature in any case, its path with or without slashes at the ends. */
  static Signature of(String path, String parameter, String prefix, Set<Place> in) {
    return new Signature(
        String.join("/", PathForm.segments(path)),
        parameter.toLowerCase(Locale.ROOT),
        prefix.toLowerCase(Locale.ROOT),
        in);
  }

  /** True unless the path is certainly another. Allocates nothing. */
  boolean mayBeOn(String text, int pathStart, int pathEnd) {
    return path.isEmpty() || PathForm.mayEndWith(text, pathStart, pathEnd, path);
  }

  /** True for a path, in the form of {@link PathForm}, that ends as this one. */
  boolean isOn(List<String> segments) {
    if (path.isEmpty()) {
      return true;
    }
    int end = path.length();
    for (int i = segments.size() - 1; i >= 0; i--) {
      String segment = segments.get(i);
      int start = end - segment.length();
      if (start < 0 || !path.startsWith(segment, start)) {
        return false;
      }
      if (start == 0) {
        return true;
      }
      if (path.charAt(start - 1) != '/') {
        return false;
      }
      end = start - 1;
    }
    return false;
  }

  /** True if this parameter, decoded, is the one that identifies the processor. */
  boolean isIn(String name, String value) {
    return name.equalsIgnoreCase(parameter)
        && value.regionMatches(true, 0, prefix, 0, prefix.length());
  }

  /** True if a query, percent-encoded, has the parameter. */
  boolean isInQuery(@Nullable String query) {
    int start = 0;
    while (query != null && in.contains(Place.QUERY) && start < query.length()) {
      int equals = -1;
      int end = start;
      for (; end < query.length() && query.charAt(end) != '&' && query.charAt(end) != ';'; end++) {
        equals = equals < 0 && query.charAt(end) == '=' ? end : equals;
      }
      if (equals >= 0
          && isIn(
              PathForm.decodeParameter(query.substring(start, equals)),
              PathForm.decodeParameter(query.substring(equals + 1, end)))) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }
}
