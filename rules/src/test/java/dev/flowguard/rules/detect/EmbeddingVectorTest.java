package dev.flowguard.rules.detect;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.inspection.Work;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingVectorTest {
  private static final String SHAPE = "embedding-vector";
  private static final int[] DIMENSIONS = {
    100, 128, 200, 256, 300, 384, 512, 768, 1024, 1536, 3072
  };

  /** Samples of each kind in the counts. */
  private static final int MANY = 1_000;

  /** A vector of a length, with components like a bell around a mean that is nearly nought. */
  private static double[] vector(Random random, int dimension, double length) {
    double offset = 0.1 * random.nextGaussian();
    double[] values =
        IntStream.range(0, dimension).mapToDouble(i -> offset + random.nextGaussian()).toArray();
    double norm = Math.sqrt(Arrays.stream(values).map(value -> value * value).sum());
    return Arrays.stream(values).map(value -> (double) (float) (value * length / norm)).toArray();
  }

  private static double[] unit(int dimension) {
    return vector(new Random(dimension), dimension, 1);
  }

  private static String printed(double[] values) {
    return Arrays.stream(values).mapToObj(Double::toString).collect(joining(","));
  }

  /** How vectors are written as bytes. */
  enum Format {
    FLOAT(4, (out, value) -> out.putFloat((float) value)),
    DOUBLE(8, ByteBuffer::putDouble),
    HALF(2, (out, value) -> out.putShort(half((float) value))),
    BRAIN(2, (out, value) -> out.putShort((short) (Float.floatToIntBits((float) value) >> 16)));

    private final int size;
    private final Put put;

    Format(int size, Put put) {
      this.size = size;
      this.put = put;
    }

    private interface Put {
      void put(ByteBuffer out, double value);
    }

    byte[] bytes(double[] values, ByteOrder order) {
      ByteBuffer out = ByteBuffer.allocate(size * values.length).order(order);
      for (double value : values) {
        put.put(out, value);
      }
      return out.array();
    }

    /** Rounded towards nought; large enough not to be subnormal, or nought. */
    private static short half(float value) {
      int bits = Float.floatToIntBits(value);
      int exponent = (bits >> 23 & 0xff) - 127 + 15;
      int sign = bits >>> 16 & 0x8000;
      return (short) (exponent <= 0 ? sign : sign | exponent << 10 | bits >> 13 & 0x3ff);
    }
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void seesAnEmbeddingInBytesOfEitherOrder(Format format) {
    for (int dimension : DIMENSIONS) {
      for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
        byte[] bytes = format.bytes(unit(dimension), order);
        String base64 = Base64.getEncoder().encodeToString(bytes);
        String what = format + " " + dimension + " " + order;

        assertThat(Shapes.of("{\"v\":\"" + base64 + "\"}")).as(what).contains(SHAPE);
        assertThat(Shapes.of(bytes, "application/octet-stream")).as(what).contains(SHAPE);
      }
    }
  }

  @Test
  void seesAnEmbeddingBehindAHeadOfAKnownLength() {
    byte[] floats = Format.FLOAT.bytes(unit(768), ByteOrder.BIG_ENDIAN);
    for (int head : new int[] {4, 8, 128}) {
      byte[] bytes = ByteBuffer.allocate(head + floats.length).put(head, floats).array();

      assertThat(Shapes.of(bytes, "application/octet-stream")).as("%s", head).contains(SHAPE);
    }
  }

  @Test
  void seesAnEmbeddingOfBytes() {
    double[] values = vector(new Random(5), 1024, 32 * 30);
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.max(-128, Math.min(127, Math.round(values[i])));
    }
    String list =
        IntStream.range(0, bytes.length).mapToObj(i -> "" + bytes[i]).collect(joining(","));

    assertThat(Shapes.of("{\"v\":[" + list + "]}")).contains(SHAPE);
    assertThat(Shapes.of("{\"v\":\"" + Base64.getEncoder().encodeToString(bytes) + "\"}"))
        .contains(SHAPE);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 128, 200, 256, 300, 384, 512, 768, 1024, 1536, 3072})
  void seesAnEmbeddingHoweverItsNumbersAreWritten(int dimension) {
    double[] unit = unit(dimension);
    String numbers = printed(unit);
    String strings = "\"" + numbers.replace(",", "\",\"") + "\"";
    String members =
        IntStream.range(0, dimension)
            .mapToObj(i -> "\"" + i + "\":" + unit[i])
            .collect(joining(","));
    String fields =
        IntStream.range(0, dimension)
            .mapToObj(i -> "v[" + i + "]=" + unit[i])
            .collect(joining("&"));

    assertThat(Shapes.of("{\"v\":[" + numbers + "]}")).contains(SHAPE);
    assertThat(Shapes.of("{\"v\":[" + strings + "]}")).contains(SHAPE);
    assertThat(Shapes.of("{\"v\":{" + members + "}}")).contains(SHAPE);
    assertThat(Shapes.ofForm(fields)).contains(SHAPE);
    assertThat(Shapes.ofField("embedding = [" + numbers + "]")).contains(SHAPE);
    assertThat(Shapes.ofField("tensor([" + numbers.replace(",", ",\n ") + "], dtype=float32)"))
        .contains(SHAPE);
    assertThat(Shapes.ofField(numbers.replace(',', ' '))).contains(SHAPE);
  }

  @Test
  void seesAnEmbeddingThatIsNotOfUnitLength() {
    assertThat(Shapes.of("{\"v\":[" + printed(vector(new Random(1), 512, 10.4)) + "]}"))
        .contains(SHAPE);
    assertThat(Shapes.of("{\"v\":[" + printed(vector(new Random(2), 300, 5.2)) + "]}"))
        .contains(SHAPE);
  }

  /** Series that are no embeddings, made with a seed. */
  private static final Map<String, Function<Random, double[]>> OTHERS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("daily returns of a year", random -> returns(random, 365, 0.012)),
              Map.entry("daily returns of trading days", random -> returns(random, 252, 0.02)),
              Map.entry("daily returns of 300 days", random -> returns(random, 300, 0.015)),
              Map.entry("returns of a coin", random -> returns(random, 365, 0.04)),
              Map.entry("loudness of a voice message", random -> loudness(random, 256)),
              Map.entry("samples of sound", random -> sound(random, 1024)),
              Map.entry("samples of a voice", random -> voice(random, 2048)),
              Map.entry("movements of a mouse", random -> mouse(random, 300, 1)),
              Map.entry("movements of a mouse, in parts of a screen", r -> mouse(r, 512, 1e-3)),
              Map.entry("a way on a map", random -> way(random, 256)),
              Map.entry("corners of a shape", random -> shape(random, 768)),
              Map.entry("prices", random -> prices(random, 512)),
              Map.entry("a histogram", random -> histogram(random, 256)),
              Map.entry("a sensor of acceleration", random -> sensor(random, 1024)),
              Map.entry("colours", random -> random.doubles(768).toArray()),
              Map.entry("noise as a picture", random -> pixels(random, 1024)),
              Map.entry("noise between minus one and one", r -> r.doubles(3072, -1, 1).toArray()),
              Map.entry("measurements with three decimals", random -> measured(random, 512)),
              Map.entry("sound as whole numbers", random -> whole(sound(random, 1024), 100)),
              Map.entry(
                  "random bytes", random -> whole(random.doubles(1024, -128, 128).toArray(), 1))));

  private static double[] returns(Random random, int days, double spread) {
    return random.doubles(days).map(x -> random.nextGaussian() * spread).toArray();
  }

  private static double[] loudness(Random random, int count) {
    double[] values = new double[count];
    for (int i = 1; i < count; i++) {
      values[i] = Math.abs(0.8 * values[i - 1] + 0.1 * random.nextGaussian());
    }
    return values;
  }

  private static double[] sound(Random random, int count) {
    double step = 0.02 + 0.3 * random.nextDouble();
    return IntStream.range(0, count)
        .mapToDouble(i -> 0.5 * Math.sin(step * i) + 0.05 * random.nextGaussian())
        .toArray();
  }

  private static double[] voice(Random random, int count) {
    double[] values = new double[count];
    for (int i = 2; i < count; i++) {
      values[i] = 1.6 * values[i - 1] - 0.8 * values[i - 2] + 0.02 * random.nextGaussian();
    }
    return values;
  }

  private static double[] mouse(Random random, int count, double scale) {
    double[] values = new double[count];
    double last = 0;
    for (int i = 0; i < count; i++) {
      last = 0.7 * last + 3 * random.nextGaussian();
      values[i] = scale * (scale == 1 ? Math.rint(last) : last);
    }
    return values;
  }

  private static double[] way(Random random, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      double start = i % 2 == 0 ? -0.12 : 0.51;
      values[i] = (i < 2 ? start : values[i - 2]) + 1e-4 * random.nextGaussian();
    }
    return values;
  }

  private static double[] shape(Random random, int count) {
    double turn = 0.05 + 0.1 * random.nextDouble();
    return IntStream.range(0, count)
        .mapToDouble(
            i -> {
              double angle = turn * (i / 3);
              return i % 3 == 0 ? Math.sin(angle) : i % 3 == 1 ? Math.cos(angle) : 0.1 * i / count;
            })
        .toArray();
  }

  private static double[] prices(Random random, int count) {
    return random.doubles(count, 0.01, 1.4).map(x -> Math.rint(100 * x) / 100).toArray();
  }

  private static double[] histogram(Random random, int count) {
    return random.doubles(count).map(x -> Math.exp(-8 * x) / 40).toArray();
  }

  private static double[] sensor(Random random, int count) {
    double[] values = new double[count];
    for (int i = 1; i < count; i++) {
      values[i] = 0.9 * values[i - 1] + 0.05 * random.nextGaussian();
    }
    return values;
  }

  private static double[] pixels(Random random, int count) {
    return random.doubles(count).map(x -> random.nextInt(256) / 255.0).toArray();
  }

  private static double[] measured(Random random, int count) {
    return random.doubles(count).map(x -> Math.rint(300 * random.nextGaussian()) / 1000).toArray();
  }

  private static double[] whole(double[] values, double scale) {
    return Arrays.stream(values).map(value -> Math.rint(scale * value)).toArray();
  }

  private static int count(ToDoubleFunction<Random> sample) {
    Random random = new Random(15);
    return (int) IntStream.range(0, MANY).filter(i -> sample.applyAsDouble(random) > 0).count();
  }

  private static double isEmbedding(double[] values) {
    return Embedding.isEmbedding(values, Work.forBytes(1)) ? 1 : 0;
  }

  @Test
  void takesNoOtherSeriesForAnEmbedding() {
    Map<String, Integer> wrong = new TreeMap<>();
    OTHERS.forEach(
        (name, series) -> {
          int found = count(random -> isEmbedding(series.apply(random)));
          if (found > 0) {
            wrong.put(name, found);
          }
        });
    assertThat(wrong).isEmpty();
  }

  @Test
  void missesHardlyAnyEmbedding() {
    Map<String, Integer> missed = new TreeMap<>();
    for (int dimension : DIMENSIONS) {
      missed.put("unit " + dimension, MANY - count(r -> isEmbedding(vector(r, dimension, 1))));
    }
    missed.put("CLIP 512", MANY - count(r -> isEmbedding(vector(r, 512, 8 + 4 * r.nextDouble()))));
    missed.put("CLIP 768", MANY - count(r -> isEmbedding(vector(r, 768, 8 + 8 * r.nextDouble()))));
    missed.put("words 300", MANY - count(r -> isEmbedding(vector(r, 300, 2 + 4 * r.nextDouble()))));
    missed.put("bytes 1024", MANY - count(r -> isEmbedding(whole(vector(r, 1024, 800), 1))));

    assertThat(missed)
        .allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(1));
  }

  @Test
  void takesNoRandomBytesForAnEmbedding() {
    Random random = new Random(3);
    for (int i = 0; i < MANY; i++) {
      byte[] bytes = new byte[4 * DIMENSIONS[i % DIMENSIONS.length]];
      random.nextBytes(bytes);

      assertThat(BinaryNumbers.embedding(bytes, Work.forBytes(1))).isNull();
    }
  }

  @Test
  void takesNoOtherNumbersInATextForAnEmbedding() {
    Random random = new Random(4);
    String returns =
        Arrays.stream(returns(random, 365, 0.012))
            .mapToObj(value -> String.format(Locale.ROOT, "%.5f", value))
            .collect(joining(","));
    String versions = IntStream.range(0, 300).mapToObj(i -> "1." + i + ".0").collect(joining(" "));

    assertThat(Shapes.of("{\"data\":{\"returns\":[" + returns + "]}}")).isEmpty();
    assertThat(Shapes.ofField("returns: " + returns)).doesNotContain(SHAPE);
    assertThat(Shapes.ofField(versions)).doesNotContain(SHAPE);
  }

  @Test
  void takesNoTextOfAnotherScriptForFloats() {
    String text = "春眠不覺曉處處聞啼鳥夜來風雨聲花落知多少".repeat(30);
    for (int length : new int[] {200, 256, 400, 512}) {
      byte[] bytes = text.substring(0, length).getBytes(StandardCharsets.UTF_16BE);

      assertThat(Shapes.of(bytes, "text/plain;charset=utf-16be")).doesNotContain(SHAPE);
    }
  }

  @Test
  void takesNoTextOfAnotherScriptForBytes() {
    String words =
        "我们 今天 客户 订单 已经 支付 产品 说明 使用 方法 如果 需要 帮助 请 联系 服务 时间 包裹 北京 上海 可以 退款"
            + " 账户 密码 更新 系统 图片 生成 质量 问题 非常 满意 谢谢 您的 支持 明天 下午 发送 电子 邮件";
    String[] pool = words.split(" ");
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      while (text.length() < 512) {
        text.append(pool[random.nextInt(pool.length)]).append(random.nextInt(7) == 0 ? ".\n" : "");
      }
      for (int length : new int[] {128, 192, 256, 384, 512}) {
        assertThat(Shapes.ofField(text.substring(0, length)))
            .as("seed %s, %s characters", seed, length)
            .doesNotContain(SHAPE);
      }
    }
  }
}
