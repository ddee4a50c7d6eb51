package dev.flowguard.rules.policy;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A YAML file of this jar, parsed when the jar was built: a JVM that starts does not load the
 * parser for it. The nodes are those of the parser, without their places in the text.
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
      return new SequenceNode(Tag.SEQ, items, FlowStyle.BLOCK);
    }
    if (kind == MAPPING) {
      int count = in.readUnsignedShort();
      List<NodeTuple> pairs = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        Node key = node(in);
        pairs.add(new NodeTuple(key, node(in)));
      }
      return new MappingNode(Tag.MAP, pairs, FlowStyle.BLOCK);
    }
    ScalarStyle style = kind == PLAIN ? ScalarStyle.PLAIN : ScalarStyle.DOUBLE_QUOTED;
    return new ScalarNode(Tag.STR, in.readUTF(), style);
  }

  /** Writes what {@link #of} reads. */
  void write(DataOutputStream out) throws IOException {
    out.writeUTF(sha256);
    write(root, out);
  }

  private static void write(Node node, DataOutputStream out) throws IOException {
    if (node instanceof SequenceNode sequence) {
      out.writeByte(SEQUENCE);
      out.writeShort(sequence.getValue().size());
      for (Node item : sequence.getValue()) {
        write(item, out);
      }
    } else if (node instanceof MappingNode mapping) {
      out.writeByte(MAPPING);
      out.writeShort(mapping.getValue().size());
      for (NodeTuple pair : mapping.getValue()) {
        write(pair.getKeyNode(), out);
        write(pair.getValueNode(), out);
      }
    } else {
      ScalarNode scalar = (ScalarNode) node;
      out.writeByte(scalar.isPlain() ? PLAIN : QUOTED);
      out.writeUTF(scalar.getValue());
    }
  }
}
