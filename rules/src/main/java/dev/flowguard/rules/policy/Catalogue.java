package dev.flowguard.rules.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a vendor, shipped with the rules: one file each.
 *
 * @param groups by what it is used for, such as {@code analytics}
 * @param names of fields, headers, paths and hosts that requests to it have: public ones, which
 *     evidence may show
 */
record Catalogue(
    String id,
    String title,
    HostPatterns hosts,
    List<Signature> signatures,
    TextKind text,
    List<Endpoint> acceptsFiles,
    Set<String> groups,
    Set<String> names) {

  private static final String FOLDER = "/dev/flowguard/rules/catalogue/";

  /** The list of the files in the folder, made when the jar is built. */
  static final String INDEX = FOLDER + "index";

  /** Ids of the vendors in the catalogue, in alphabetical order. */
  static List<String> ids() {
    List<String> ids = new ArrayList<>();
    for (String line : resource(INDEX).split("\n")) {
      if (!line.isBlank()) {
        ids.add(line.strip());
      }
    }
    return ids;
  }

  /** The entry of this id, which is one of {@link #ids}. */
  static Catalogue of(String id) {
    String file = file(id);
    Yaml yaml = new Yaml(file);
    Yaml.Section top = yaml.open(NodeFile.of(file).root());
    Catalogue entry = top == null ? null : read(yaml, top);
    if (entry == null || yaml.hasErrors()) {
      throw new IllegalStateException(yaml.problems().toString());
    }
    return entry;
  }

  /** The absolute name of the file of this id. */
  static String file(String id) {
    return FOLDER + id + ".yaml";
  }

  private static String resource(String file) {
    try (InputStream in = Catalogue.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("the jar is incomplete: no " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Catalogue read(Yaml yaml, Yaml.Section top) {
    TextKind text = top.word("text", TextKind.values());
    Set<String> names = new LinkedHashSet<>(top.texts("names"));
    Yaml.Section fields = top.section("fields");
    if (fields != null) {
      names.addAll(fields.all().keySet());
    }
    Catalogue entry =
        new Catalogue(
            top.required("processor"),
            top.required("title"),
            HostPatterns.of(top.texts("hosts")),
            Signature.read(yaml, top),
            text == null ? TextKind.PROSE : text,
            endpoints(yaml, top, "accepts-files"),
            Set.copyOf(top.texts("groups")),
            names);
    top.get(Preset.SECTION); // read where a policy uses it
    for (Node node : top.list("facts")) {
      Yaml.Section fact = yaml.section(node, "a fact");
      if (fact != null) {
        fact.required("page");
        fact.required("date");
        fact.close();
      }
    }
    top.close();
    return entry;
  }

  /** A list of {@code host} with an optional {@code path}. */
  static List<Endpoint> endpoints(Yaml yaml, Yaml.Section in, String key) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (Node node : in.list(key)) {
      Yaml.Section endpoint = yaml.section(node, "each of '" + key + "'");
      if (endpoint != null) {
        @Nullable String path = endpoint.text("path");
        String host = endpoint.required("host");
        String why = Endpoint.problem(host);
        if (why == null && path != null) {
          why = PathPattern.problem(path);
        }
        if (why != null) {
          yaml.error(node, "this place can never match: " + why);
        }
        endpoints.add(Endpoint.of(host, path == null ? null : new PathPattern(path)));
        endpoint.close();
      }
    }
    return endpoints;
  }
}
