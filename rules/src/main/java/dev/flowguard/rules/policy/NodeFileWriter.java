package dev.flowguard.rules.policy;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs when the jar is built: parses its YAML files, and lists the vendors of the catalogue, so
 * that adding one is adding its file.
 */
public final class NodeFileWriter {
  private NodeFileWriter() {}

  /**
   * @param arguments the folder of the compiled classes and their resources
   * @throws IllegalStateException if a file is not YAML that a policy can be made of
   */
  public static void main(String[] arguments) throws IOException {
    Path classes = Path.of(arguments[0]);
    Path resources = classes.resolve("dev/flowguard/rules");
    List<String> ids = new ArrayList<>();
    try (Stream<Path> files = Files.walk(resources)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".yaml")).sorted().toList()) {
        write(file);
        if (file.startsWith(resources.resolve("catalogue"))) {
          String name = file.getFileName().toString();
          ids.add(name.substring(0, name.length() - ".yaml".length()));
        }
      }
    }
    Files.writeString(classes.resolve(Catalogue.INDEX.substring(1)), String.join("\n", ids) + "\n");
  }

  private static void write(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Yaml yaml = new Yaml(file.toString());
    Yaml.Section top = yaml.open(new String(bytes, StandardCharsets.UTF_8));
    if (top == null || yaml.hasErrors()) {
      throw new IllegalStateException(yaml.problems().toString());
    }
    Path nodes = Path.of(NodeFile.name(file.toString()));
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(nodes))) {
      new NodeFile(top.node(), PolicyFile.sha256(bytes)).write(out);
    }
  }
}
