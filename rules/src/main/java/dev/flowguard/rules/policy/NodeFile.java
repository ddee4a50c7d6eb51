package dev.flowguard.rules.policy;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A YAML file of this jar, parsed when the jar was built: a JVM that starts does not load the
 * parser for it. The nodes have no places in the text.
 *
 * <p>Beside {@code x.yaml} is {@code x.nodes}: the SHA-256 of the text as 64 hexadecimal digits,
 * then the root. A node is a byte, {@value #PLAIN} or {@value #QUOTED} before a text, {@value
 * #SEQUENCE} before a count and as many nodes, {@value #MAPPING} before a count and as many pairs.
 * Texts are as {@link DataOutputStream#writeUTF} writes them.
 *
 * @param sha256 of the YAML text, in hexadecimal
 */
record NodeFile(Node root, String sha256) {
  private static final int PLAIN = 0;
  private static final int QUOTED = 1;
  private static final int SEQUENCE = 2;
  private static final int MAPPING = 3;

  /**
   * Reads the parsed form of a file of this jar.
   *
   * @param yaml absolute name of the resource, ending in {@code .yaml}
   * @throws IllegalStateException if the jar does not have it
   */
  static NodeFile of(String yaml) {
    String name = name(yaml);
    try (InputStream in = NodeFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar is incomplete: no " + name + ". Build it again.");
      }
      DataInputStream data = new DataInputStream(new BufferedInputStream(in));
      String sha256 = data.readUTF();
      return new NodeFile(node(data), sha256);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read. Build the jar again.", e);
    }
  }

  /** The name of the parsed form of a YAML file. */
  static String name(String yaml) {
    return yaml.substring(0, yaml.length() - ".yaml".length()) + ".nodes";
  }

  private static Node node(DataInputStream in) throws IOException {
    int kind = in.readByte();
    if (kind == SEQUENCE) {
      int count = in.readUnsignedShort();
      List<Node> items = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        items.add(node(in));
      }
      return new Node.Sequence(items, 0, 0);
    }
    if (kind == MAPPING) {
      int count = in.readUnsignedShort();
      List<Node.Pair> pairs = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        Node key = node(in);
        pairs.add(new Node.Pair(key, node(in)));
      }
      return new Node.Mapping(pairs, 0, 0);
    }
    return new Node.Scalar(in.readUTF(), kind == PLAIN, 0, 0);
  }

  /** Writes what {@link #of} reads. */
  void write(DataOutputStream out) throws IOException {
    out.writeUTF(sha256);
    write(root, out);
  }

  private static void write(Node node, DataOutputStream out) throws IOException {
    if (node instanceof Node.Sequence sequence) {
      out.writeByte(SEQUENCE);
      out.writeShort(sequence.items().size());
      for (Node item : sequence.items()) {
        write(item, out);
      }
    } else if (node instanceof Node.Mapping mapping) {
      out.writeByte(MAPPING);
      out.writeShort(mapping.pairs().size());
      for (Node.Pair pair : mapping.pairs()) {
        write(pair.key(), out);
        write(pair.value(), out);
      }
    } else {
      Node.Scalar scalar = (Node.Scalar) node;
      out.writeByte(scalar.isPlain() ? PLAIN : QUOTED);
      out.writeUTF(scalar.text());
    }
  }
}
