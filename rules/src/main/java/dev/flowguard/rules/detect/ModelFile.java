package dev.flowguard.rules.detect;

import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.payload.FileKind;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.payload.OnnxFile;
import dev.flowguard.rules.payload.Payload;
import dev.flowguard.rules.payload.Signs;
import dev.flowguard.rules.vocabulary.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A trained model, by its structure: what it is named and declared as does not matter.
 *
 * <ul>
 *   <li>safetensors: a header in JSON behind its length, with types and offsets of tensors;
 *   <li>GGUF: magic number, version, counts, and a first key of its metadata;
 *   <li>ONNX: {@link OnnxFile};
 *   <li>PyTorch: a ZIP file with {@code data.pkl} beside a version or tensors, or a pickle that
 *       rebuilds tensors;
 *   <li>Keras: an HDF5 file with the attributes of layers, or a ZIP file with {@code
 *       model.weights.h5}.
 * </ul>
 *
 * <p>An HDF5 file, a pickle or a protobuf message of anything else is none.
 */
final class ModelFile implements Detector {
  private static final byte[] HDF5 = latin("\u0089HDF\r\n\u001a\n");
  private static final byte[] GGUF = latin("GGUF");
  private static final int LATEST_GGUF = 16;
  private static final int GGUF_HEAD = 32;
  private static final int LONGEST_KEY = 256;

  /** What {@code torch.save} of before version 1.6 begins with: a number of its own. */
  private static final byte[] TORCH = latin("\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.");

  private static final List<byte[]> TENSORS =
      List.of(latin("torch._utils"), latin("_rebuild_tensor"), latin("torch.storage"));
  private static final int PICKLE_READ = 64 << 10;

  private static final byte[] KERAS_VERSION = latin("keras_version");
  private static final byte[] LAYER_NAMES = latin("layer_names");
  private static final byte[] WEIGHT_NAMES = latin("weight_names");

  private static final byte[] DTYPE = latin("\"dtype\"");
  private static final byte[] DATA_OFFSETS = latin("\"data_offsets\"");

  @Override
  public Shape shape() {
    return Shape.MODEL_FILE;
  }

  @Override
  public int quarters() {
    return 1;
  }

  @Override
  public Signs signs() {
    return Signs.NONE;
  }

  @Override
  public List<Finding> scan(Payload payload) {
    List<Finding> findings = new ArrayList<>();
    for (Leaf leaf : payload.leaves()) {
      if (leaf instanceof Leaf.Binary binary && isModel(binary.bytes(), payload.work())) {
        findings.add(
            new Finding(
                shape(), List.of(leaf), binary.bytes().length, Secret.of(binary.bytes()), null));
      }
    }
    return findings;
  }

  private static boolean isModel(byte[] bytes, Work work) {
    if (FileKind.of(bytes) == FileKind.ZIP) {
      return isArchive(new ZipEntries(bytes, work));
    }
    return isSafetensors(bytes, work)
        || isGguf(bytes)
        || isPickle(bytes, work)
        || isKeras(bytes, work)
        || OnnxFile.is(bytes);
  }

  private static boolean isArchive(ZipEntries entries) {
    boolean hasPickle = false;
    boolean hasTensors = false;
    boolean hasConfig = false;
    boolean hasWeights = false;
    while (entries.next()) {
      String name = entries.name();
      hasPickle |= name.endsWith("/data.pkl");
      hasTensors |= name.endsWith("/version") || name.contains("/data/");
      hasConfig |= name.equals("config.json");
      hasWeights |= name.equals("model.weights.h5");
    }
    return hasPickle && hasTensors || hasConfig && hasWeights;
  }

  /** Eight bytes with the length of the header, lowest first, and the header. */
  private static boolean isSafetensors(byte[] bytes, Work work) {
    if (bytes.length < 16 || bytes[8] != '{') {
      return false;
    }
    long length = little(bytes, 0, 8);
    if (length < 2 || length > bytes.length) {
      return false;
    }
    int end = (int) Math.min(bytes.length, 8 + length);
    return contains(bytes, end, DTYPE, work) && contains(bytes, end, DATA_OFFSETS, work);
  }

  /** Version, how many tensors and how many keys; then each key behind its length. */
  private static boolean isGguf(byte[] bytes) {
    if (bytes.length <= GGUF_HEAD || !starts(bytes, 0, GGUF)) {
      return false;
    }
    long version = little(bytes, 4, 4);
    long key = little(bytes, 24, 8);
    if (version < 1 || version > LATEST_GGUF || key < 1 || key > LONGEST_KEY) {
      return false;
    }
    for (int i = GGUF_HEAD; i < Math.min(bytes.length, GGUF_HEAD + key); i++) {
      if (bytes[i] <= ' ') {
        return false;
      }
    }
    return true;
  }

  /** Protocol 2 or later, which begins with its number. */
  private static boolean isPickle(byte[] bytes, Work work) {
    if (bytes.length < 16 || bytes[0] != (byte) 0x80 || bytes[1] < 2 || bytes[1] > 5) {
      return false;
    }
    if (starts(bytes, 2, TORCH)) {
      return true;
    }
    int end = Math.min(bytes.length, PICKLE_READ);
    for (byte[] each : TENSORS) {
      if (contains(bytes, end, each, work)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isKeras(byte[] bytes, Work work) {
    return starts(bytes, 0, HDF5)
        && (contains(bytes, bytes.length, KERAS_VERSION, work)
            || contains(bytes, bytes.length, LAYER_NAMES, work)
                && contains(bytes, bytes.length, WEIGHT_NAMES, work));
  }

  private static long little(byte[] bytes, int at, int count) {
    long value = 0;
    for (int i = count - 1; i >= 0; i--) {
      value = value << 8 | bytes[at + i] & 0xff;
    }
    return value;
  }

  private static boolean starts(byte[] bytes, int at, byte[] with) {
    if (at + with.length > bytes.length) {
      return false;
    }
    for (int i = 0; i < with.length; i++) {
      if (bytes[at + i] != with[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean contains(byte[] bytes, int end, byte[] what, Work work) {
    work.charge(2L * end);
    for (int i = 0; i + what.length <= end; i++) {
      if (bytes[i] == what[0] && starts(bytes, i, what)) {
        return true;
      }
    }
    return false;
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
