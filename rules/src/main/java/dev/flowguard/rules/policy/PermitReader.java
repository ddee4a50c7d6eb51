package dev.flowguard.rules.policy;

import dev.flowguard.rules.payload.FileKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads permits, and refuses those that can never match. */
final class PermitReader {
  private static final int DEFAULT_MAX_CHARS = 200;
  private static final int MOST_CHARS = 100_000;

  private final Yaml yaml;
  private final Set<String> categories;

  /**
   * @param categories those of the policy
   */
  PermitReader(Yaml yaml, Set<String> categories) {
    this.yaml = yaml;
    this.categories = categories;
  }

  /** The permits of a processor. */
  List<Permit> ofProcessor(Yaml.Section processor) {
    List<Permit> permits = new ArrayList<>();
    for (Node node : processor.list("permits")) {
      Yaml.Section section = yaml.section(node, "a permit");
      Permit permit = section == null ? null : permit(section);
      if (permit != null) {
        permits.add(permit);
      }
    }
    return permits;
  }

  /** The permits for undeclared recipients, which name their hosts. */
  List<HostPermit> ofHosts(Yaml.Section top) {
    List<HostPermit> permits = new ArrayList<>();
    for (Node node : top.list("permits")) {
      Yaml.Section section = yaml.section(node, "a permit for hosts");
      if (section == null) {
        continue;
      }
      List<String> hosts = yaml.hosts(section, "hosts");
      if (!section.has("hosts")) {
        yaml.error(
            node,
            "a permit for undeclared recipients needs 'hosts'. One for a processor is written below"
                + " that processor");
      }
      Permit permit = permit(section);
      if (permit != null && !hosts.isEmpty()) {
        permits.add(new HostPermit(HostPatterns.of(hosts), permit));
      }
    }
    return permits;
  }

  private @Nullable Permit permit(Yaml.Section section) {
    Permit.Subject subject = subject(section);
    List<PathPattern> paths = yaml.paths(section, "paths");
    Set<String> permitted = yaml.known(section, "categories", "category", categories);
    if (!section.has("categories")) {
      yaml.error(section.node(), "a permit needs 'categories'");
    }
    section.close();
    return subject == null
        ? null
        : new Permit(subject, paths.isEmpty() ? List.of(PathPattern.ANY) : paths, permitted);
  }

  private Permit.@Nullable Subject subject(Yaml.Section section) {
    Permit.Fields fields = fields(section);
    Permit.Files files = files(section);
    if (section.has("field")) {
      section.get("field");
      yaml.error(section.keyNode("field"), "'field' is a list now: write 'fields: [name]'");
      return null;
    }
    if (section.has("fields") == section.has("parts")) {
      yaml.error(section.node(), "a permit needs 'fields', or 'parts' for files, and not both");
      return null;
    }
    return fields == null ? files : fields;
  }

  private Permit.@Nullable Fields fields(Yaml.Section section) {
    List<FieldPattern> fields = new ArrayList<>();
    for (Node item : section.list("fields")) {
      FieldPattern field = yaml.field(item, "each of 'fields'");
      if (field != null) {
        fields.add(field);
      }
    }
    int maxChars = section.number("max-chars", DEFAULT_MAX_CHARS, 1, MOST_CHARS);
    if (section.has("max-chars") && !section.has("fields") && section.has("parts")) {
      yaml.error(section.keyNode("max-chars"), "'max-chars' goes with 'fields'");
    }
    return fields.isEmpty() ? null : new Permit.Fields(fields, maxChars);
  }

  private Permit.@Nullable Files files(Yaml.Section section) {
    List<String> parts = section.texts("parts");
    Set<FileKind> kinds = EnumSet.noneOf(FileKind.class);
    for (Node item : section.list("types")) {
      String type = yaml.text(item, "each of 'types'");
      Set<FileKind> meant = type == null ? Set.of() : MediaTypes.kinds(type);
      if (type != null && meant.isEmpty()) {
        yaml.unknown(item, "type of files", type, MediaTypes.known());
      }
      kinds.addAll(meant);
    }
    if (section.has("types") && !section.has("parts") && section.has("fields")) {
      yaml.error(section.keyNode("types"), "'types' goes with 'parts'");
    }
    return parts.isEmpty() ? null : new Permit.Files(parts, kinds);
  }
}
