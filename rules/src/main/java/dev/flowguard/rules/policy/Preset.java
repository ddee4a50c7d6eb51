package dev.flowguard.rules.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a policy need not write of exchanges with a vendor: the section {@value #SECTION} of its
 * file in the catalogue.
 *
 * @param paths of requests with content; what is in front of them may differ between gateways
 * @param fields of requests, of answers, and of the events of streamed answers
 * @param except what in these fields nobody wrote: roles, ids, system prompts
 */
record Preset(
    List<Source.Exchange.Service> services,
    List<PathPattern> paths,
    List<MessagePlace> fields,
    List<MessagePlace> except) {
  /** The key in the catalogue. */
  static final String SECTION = "exchange";

  /** Names in alphabetical order. */
  static List<String> names() {
    List<String> names = new ArrayList<>();
    for (String id : Catalogue.ids()) {
      if (of(id) != null) {
        names.add(id);
      }
    }
    return names;
  }

  /**
   * The preset of a vendor, or null if it has none.
   *
   * @param id one of {@link Catalogue#ids}
   */
  static @Nullable Preset of(String id) {
    String file = Catalogue.file(id);
    Yaml yaml = new Yaml(file);
    Yaml.Section top = yaml.open(NodeFile.of(file).root());
    Yaml.Section section = top == null ? null : top.section(SECTION);
    Preset preset = section == null ? null : read(yaml, section);
    if (yaml.hasErrors()) {
      throw new IllegalStateException(yaml.problems().toString());
    }
    return preset;
  }

  private static Preset read(Yaml yaml, Yaml.Section section) {
    SelectionReader places = new SelectionReader(yaml);
    List<MessagePlace> fields = new ArrayList<>(places.places(section, "fields"));
    List<MessagePlace> except = new ArrayList<>(places.places(section, "except"));
    for (String other : section.texts("like")) {
      Preset like = of(other);
      if (like != null) {
        fields.addAll(like.fields());
        except.addAll(like.except());
      }
    }
    Preset preset =
        new Preset(services(yaml, section, "hosts"), yaml.paths(section, "paths"), fields, except);
    section.close();
    return preset;
  }

  /** Hosts, with or without a port; those that can never match are errors. */
  static List<Source.Exchange.Service> services(Yaml yaml, Yaml.Section section, String key) {
    List<Source.Exchange.Service> services = new ArrayList<>();
    for (Node item : section.list(key)) {
      String host = yaml.text(item, "each of '" + key + "'");
      String why = host == null ? null : Source.Exchange.Service.problem(host);
      if (why != null) {
        yaml.error(item, "this host cannot be used: " + why);
      } else if (host != null) {
        services.add(Source.Exchange.Service.of(host));
      }
    }
    return services;
  }
}
