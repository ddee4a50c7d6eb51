package dev.flowguard.rules.policy;

import dev.flowguard.rules.vocabulary.SourceKind;
import dev.flowguard.rules.vocabulary.SourceOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the sources of a category, and refuses those that can never match. */
final class SourceReader {
  private static final Set<String> PRIMITIVES =
      Set.of("boolean", "byte", "char", "double", "float", "int", "long", "short");

  /** Last words of names of values that are mostly shorter than any run of text that counts. */
  private static final Set<String> SHORT =
      Set.of(
          "name",
          "firstname",
          "lastname",
          "surname",
          "fullname",
          "nickname",
          "username",
          "login",
          "email",
          "mail",
          "phone",
          "telephone",
          "mobile",
          "fax",
          "iban",
          "bic",
          "ssn",
          "passport",
          "birthday",
          "birthdate",
          "dob",
          "zip",
          "postcode",
          "street",
          "city");

  private static final String EXCHANGE_SAMPLE = "inference.example.com/v1/**";

  private final Yaml yaml;

  SourceReader(Yaml yaml) {
    this.yaml = yaml;
  }

  /** The source, or null with what is wrong noted. */
  @Nullable Source read(Node node) {
    Yaml.Section section = yaml.section(node, "a source");
    if (section == null) {
      return null;
    }
    List<SourceKind> kinds = new ArrayList<>();
    for (SourceKind kind : SourceKind.values()) {
      if (section.has(kind.toString())) {
        kinds.add(kind);
      }
      section.get(kind.toString());
    }
    List<SourceOption> options = new ArrayList<>();
    for (SourceOption option : SourceOption.values()) {
      if (section.get(option.toString()) != null) {
        options.add(option);
      }
    }
    if (kinds.isEmpty()) {
      List<String> unknown = section.notAsked();
      if (unknown.isEmpty()) {
        yaml.error(node, "a source has a kind, such as { method: \"com.acme.Chat#text()\" }");
      } else {
        yaml.unknown(section.keyNode(unknown.get(0)), "source kind", unknown.get(0), kinds());
      }
      return null;
    }
    section.close();
    SourceKind kind = kinds.get(0);
    if (kinds.size() > 1) {
      yaml.error(
          node,
          "a source has one kind, not '"
              + kind
              + "' and '"
              + kinds.get(1)
              + "': write two sources");
      return null;
    }
    String text = section.required(kind.toString());
    if (text.isEmpty()) {
      return null;
    }
    for (SourceOption option : options) {
      if (!kind.options().contains(option)) {
        yaml.error(section.keyNode(option.toString()), misplaced(option, kind));
      }
    }
    Node at = section.get(kind.toString());
    Node place = at == null ? node : at;
    return switch (kind) {
      case HTTP_IN, HTTP_OUT, MULTIPART ->
          http(kind, place, text, new SelectionReader(yaml).read(section));
      case EXCHANGE ->
          exchange(
              section,
              place,
              text,
              section.word(SourceOption.ONLY.toString(), Source.Exchange.Direction.values()),
              new SelectionReader(yaml).read(section));
      case JDBC -> jdbc(section, place, text);
      case MONGO, KAFKA, REDIS -> new StoredReader(yaml).read(kind, section, place, text);
      case FILES -> files(place, text);
      case ANNOTATION -> annotation(place, text);
      default -> method(place, text);
    };
  }

  private static String misplaced(SourceOption option, SourceKind kind) {
    List<String> has = new ArrayList<>();
    for (SourceKind each : SourceKind.values()) {
      if (each.options().contains(option)) {
        has.add(each.toString());
      }
    }
    return "'"
        + option
        + "' does nothing for a source of kind "
        + kind
        + (has.isEmpty() ? "" : ": it is for " + String.join(", ", has))
        + ". Remove the key";
  }

  private @Nullable Source http(SourceKind kind, Node at, String text, Selection selection) {
    int space = text.indexOf(' ');
    String method = space < 0 ? null : text.substring(0, space);
    String path = text.substring(space + 1).trim();
    String why = null;
    if (path.contains("://")) {
      why = "write the path alone, such as " + sample(kind);
    } else if (!path.startsWith("/")) {
      why = "a path begins with /, such as " + sample(kind);
    } else if (method != null && !isMethod(method)) {
      why = "a method before the path has capital letters, such as POST";
    } else {
      why = PathPattern.problem(path);
    }
    return refused(at, why)
        ? null
        : new Source.Http(kind, text, method, new PathPattern(path), selection);
  }

  private @Nullable Source exchange(
      Yaml.Section section,
      Node at,
      String text,
      Source.Exchange.@Nullable Direction only,
      Selection selection) {
    if (isName(text)) {
      return preset(section, at, text, only, selection);
    }
    String hosts = SourceOption.HOSTS.toString();
    if (section.get(hosts) != null) {
      yaml.error(
          section.keyNode(hosts),
          "'hosts' is for a preset, such as { exchange: openai, hosts: [llm.example.com] }: here the"
              + " place names its host. Remove the key");
    }
    int slash = text.indexOf('/');
    String place = slash < 0 ? text : text.substring(0, slash);
    String path = slash < 0 ? "" : text.substring(slash);
    String why;
    if (text.contains("://")) {
      why = "write host/path, without " + text.substring(0, text.indexOf("://") + 3);
    } else if (slash == 0) {
      why = "a host is missing: write host/path, such as " + EXCHANGE_SAMPLE;
    } else if (slash < 0) {
      why = "a path is missing: write " + text + "/** for all paths";
    } else {
      why = Source.Exchange.Service.problem(place);
      why = why == null ? PathPattern.problem(path) : why;
    }
    return refused(at, why)
        ? null
        : new Source.Exchange(
            text,
            List.of(Source.Exchange.Service.of(place)),
            List.of(new PathPattern(path)),
            only,
            selection);
  }

  /** True for what may be the name of a preset: a word, and no host. */
  private static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isLetterOrDigit(c) && c != '-' && c != '_' && c != ' ') {
        return false;
      }
    }
    return !HostPatterns.isWide(text) && !text.equals("localhost");
  }

  private @Nullable Source preset(
      Yaml.Section section,
      Node at,
      String name,
      Source.Exchange.@Nullable Direction only,
      Selection selection) {
    Preset preset = Catalogue.ids().contains(name) ? Preset.of(name) : null;
    if (preset == null) {
      yaml.unknown(at, "preset", name, Preset.names());
      return null;
    }
    String hosts = SourceOption.HOSTS.toString();
    List<Source.Exchange.Service> own = Preset.services(yaml, section, hosts);
    Node list = section.get(hosts);
    if (list instanceof Node.Sequence sequence && sequence.items().isEmpty()) {
      yaml.error(list, "'hosts' is empty: name where the service is, or remove the key");
    }
    return new Source.Exchange(
        name,
        list == null ? preset.services() : own,
        preset.paths(),
        only,
        selection.fields().isEmpty()
            ? selection.withFields(preset.fields(), preset.except())
            : selection);
  }

  private static String sample(SourceKind kind) {
    return switch (kind) {
      case MULTIPART -> "/api/uploads/**";
      case HTTP_OUT -> "/api/chat/**";
      default -> "POST /api/chat/**";
    };
  }

  private static boolean isMethod(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < 'A' || c > 'Z') && c != '-') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private @Nullable Source jdbc(Yaml.Section section, Node at, String text) {
    DeclaredColumn owner = column(section, SourceOption.OWNER);
    DeclaredColumn document = column(section, SourceOption.DOCUMENT);
    boolean isComputed = isComputed(section);
    boolean isOptional = section.flag(SourceOption.OPTIONAL.toString());
    return refused(at, DeclaredColumn.problem(text))
        ? null
        : new Source.Jdbc(
            text, DeclaredColumn.parse(text), owner, document, isComputed, isOptional);
  }

  /** The column that an option names, or null with what is wrong noted. */
  private @Nullable DeclaredColumn column(Yaml.Section section, SourceOption option) {
    Node node = section.get(option.toString());
    String text = node == null ? null : yaml.text(node, "'" + option + "'");
    if (node == null || text == null) {
      return null;
    }
    String why = DeclaredColumn.problem(text);
    if (why != null) {
      yaml.error(node, "'" + option + "' names no column: " + why);
      return null;
    }
    return DeclaredColumn.parse(text);
  }

  private boolean isComputed(Yaml.Section section) {
    Node node = section.get(SourceOption.COMPUTED.toString());
    String text = node == null ? null : yaml.text(node, "'" + SourceOption.COMPUTED + "'");
    boolean isDenied = "no".equals(text) || "false".equals(text);
    if (node != null && text != null && !isDenied && !text.equals("yes") && !text.equals("true")) {
      yaml.error(node, "'" + SourceOption.COMPUTED + "' must be yes or no");
    }
    return !isDenied;
  }

  private @Nullable Source files(Node at, String text) {
    String why = null;
    if (text.contains("://")) {
      why = "a pattern of files is no URL: write a path, such as kb/**/*.md";
    } else if (text.startsWith("~")) {
      why = "'~' is not expanded: write the folder's path";
    } else if (text.indexOf('\\') >= 0) {
      why = "folders are separated by slashes: write kb/**/*.md";
    }
    return refused(at, why) ? null : new Source.Files(text);
  }

  private @Nullable Source annotation(Node at, String text) {
    String why = null;
    if (text.startsWith("@")) {
      why = "an annotation is written without '@': com.acme.UserContent";
    } else if (text.indexOf('#') >= 0 || text.indexOf('(') >= 0) {
      why = "an annotation is a class: com.acme.UserContent. A method is a source of kind 'method'";
    }
    return refused(at, why != null ? why : typeProblem(at, text))
        ? null
        : new Source.Annotation(text);
  }

  private Source.@Nullable Method method(Node at, String text) {
    int argument = -1;
    String signature = text;
    int space = text.indexOf(" arg ");
    if (space > 0) {
      signature = text.substring(0, space).trim();
      String position = text.substring(space + 5).trim();
      if (position.length() != 1 || !Character.isDigit(position.charAt(0))) {
        yaml.error(at, "an argument is given by its position, from 'arg 0' to 'arg 9'");
        return null;
      }
      argument = position.charAt(0) - '0';
    }
    if (signature.startsWith("@")) {
      yaml.error(
          at,
          "an annotation is a source of its own: { annotation: \""
              + signature.substring(1)
              + "\" }");
      return null;
    }
    int hash = signature.indexOf('#');
    int open = signature.indexOf('(');
    int end = open < 0 ? signature.length() : open;
    if (hash <= 0 || end <= hash + 1 || open >= 0 && !signature.endsWith(")")) {
      yaml.error(
          at,
          "a method is written com.acme.Chat#text(), with argument types between the"
              + " parentheses, or without parentheses for all methods of that name");
      return null;
    }
    String type = signature.substring(0, hash);
    String name = signature.substring(hash + 1, end);
    List<String> types =
        open < 0 ? null : types(signature.substring(open + 1, signature.length() - 1));
    String why = typeProblem(at, type);
    if (why == null) {
      why = nameProblem(name, argument);
    }
    if (why == null && types != null) {
      why = argumentProblem(types, argument);
    }
    return refused(at, why) ? null : new Source.Method(text, type, name, types, argument);
  }

  private static List<String> types(String list) {
    List<String> types = new ArrayList<>();
    int start = 0;
    int depth = 0;
    for (int i = 0; i <= list.length(); i++) {
      char c = i == list.length() ? ',' : list.charAt(i);
      depth += c == '<' ? 1 : c == '>' ? -1 : 0;
      if (c == ',' && (depth == 0 || i == list.length())) {
        types.add(list.substring(start, i).trim());
        start = i + 1;
      }
    }
    return types.size() == 1 && types.get(0).isEmpty() ? List.of() : types;
  }

  private boolean refused(Node at, @Nullable String why) {
    return refused(yaml, at, why);
  }

  /** Notes why a source can never match; false if there is no reason. */
  static boolean refused(Yaml yaml, Node at, @Nullable String why) {
    if (why != null) {
      yaml.error(at, "this source can never match: " + why);
    }
    return why != null;
  }

  /** Why no class has this name, or null; what probably is another is warned of. */
  private @Nullable String typeProblem(Node at, String type) {
    if (type.indexOf('/') >= 0) {
      return "class names are written with dots: " + type.replace('/', '.');
    }
    if (type.indexOf('*') >= 0 || type.indexOf('?') >= 0) {
      return "names have no wildcards. Name the class; for a method, its subclasses count too";
    }
    if (type.indexOf('<') >= 0) {
      return "classes are written without type arguments";
    }
    for (String part : type.split("\\.", -1)) {
      if (!isIdentifier(part)) {
        return "'" + type + "' is not the name of a class, such as com.acme.Chat";
      }
    }
    int dot = type.lastIndexOf('.');
    if (dot < 0) {
      yaml.warning(
          at,
          "'"
              + type
              + "' has no package, so only a class without a package matches. Write its package,"
              + " such as com.acme."
              + type);
    } else {
      String outer = type.substring(type.lastIndexOf('.', dot - 1) + 1, dot);
      if (Character.isUpperCase(outer.charAt(0))) {
        yaml.warning(
            at,
            "nested classes are written with $: "
                + type.substring(0, dot)
                + "$"
                + type.substring(dot + 1));
      }
    }
    return null;
  }

  private static @Nullable String nameProblem(String name, int argument) {
    if (name.equals("<init>") && argument >= 0) {
      return null;
    }
    if (name.equals("<init>") || name.equals("<clinit>")) {
      return "it returns nothing. Name an argument of the constructor, such as <init>(String) arg"
          + " 0";
    }
    if (name.indexOf('*') >= 0 || name.indexOf('?') >= 0) {
      return "names have no wildcards. Without parentheses, all methods of one name are meant";
    }
    return isIdentifier(name) ? null : "'" + name + "' is not the name of a method";
  }

  private static @Nullable String argumentProblem(List<String> types, int argument) {
    for (String type : types) {
      if (type.indexOf('<') >= 0) {
        return "argument types are written without type arguments, such as java.util.List";
      }
      if (type.endsWith("...")) {
        return "write " + type.substring(0, type.length() - 3) + "[] for '" + type + "'";
      }
      String plain = type;
      while (plain.endsWith("[]")) {
        plain = plain.substring(0, plain.length() - 2);
      }
      for (String part : plain.split("\\.", -1)) {
        if (!isIdentifier(part)) {
          return "'" + type + "' is not a type, such as java.lang.String";
        }
      }
    }
    if (argument >= types.size()) {
      return "there is no argument " + argument + ": the first one is 'arg 0'";
    }
    return argument >= 0 && PRIMITIVES.contains(types.get(argument))
        ? "argument " + argument + " is a " + types.get(argument) + ", which holds no text"
        : null;
  }

  private static boolean isIdentifier(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (i == 0 ? !Character.isJavaIdentifierStart(c) : !Character.isJavaIdentifierPart(c)) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** True if a source, by its name, probably handles names, addresses or numbers of people. */
  static boolean isOfShortValues(Source source) {
    String name = source instanceof Source.Method method ? method.name() : source.text();
    if (source instanceof Source.Files || source instanceof Source.Messages) {
      return false;
    }
    StringBuilder word = new StringBuilder();
    for (int i = name.length() - 1; i >= 0 && Character.isLetter(name.charAt(i)); i--) {
      word.insert(0, Character.toLowerCase(name.charAt(i)));
      if (SHORT.contains(word.toString())
          && (i == 0
              || !Character.isLowerCase(name.charAt(i - 1))
              || Character.isUpperCase(name.charAt(i)))) {
        return true;
      }
    }
    return false;
  }

  private static List<String> kinds() {
    List<String> kinds = new ArrayList<>();
    for (SourceKind kind : SourceKind.values()) {
      kinds.add(kind.toString());
    }
    return kinds;
  }
}
