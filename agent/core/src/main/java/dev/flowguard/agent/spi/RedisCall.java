package dev.flowguard.agent.spi;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A command of Redis that reads values which a source captures. Which words of a command are keys,
 * and which of its values, follows from its place in the command; few commands are an exception.
 * For one thread at a time; keeps no content.
 */
public final class RedisCall {
  /** The words of a command, as they are sent. */
  public interface Words {
    /** How many there are; the first one is the name of the command. */
    int count();

    /** One of them, between position and limit. */
    ByteBuffer at(int word);
  }

  /** What the strings of a reply are. */
  private enum Reply {
    /** No values. */
    NONE,
    /** Values of the first key that is captured. */
    VALUES,
    /** For each key a value. */
    ONE_EACH,
    /** A key, and its values. */
    NAMED,
    /** Names of fields, each with its value. */
    FIELDS,
    /** A cursor, and then fields. */
    CURSOR_AND_FIELDS,
    /** Ids, each with fields; of several keys, these are in front. */
    ENTRIES
  }

  private static final MessageHead NO_HEAD =
      new MessageHead() {
        @Override
        public @Nullable String header(String name) {
          return null;
        }
      };

  /** Commands whose first word is not a key, or that read no value. */
  private static final Set<String> WITHOUT_VALUES =
      Set.of(
          "ACL",
          "AUTH",
          "CLIENT",
          "CLUSTER",
          "COMMAND",
          "CONFIG",
          "DEBUG",
          "ECHO",
          "EVAL",
          "EVALSHA",
          "EVALSHA_RO",
          "EVAL_RO",
          "FCALL",
          "FCALL_RO",
          "FUNCTION",
          "HELLO",
          "HKEYS",
          "HRANDFIELD",
          "INFO",
          "JSON.OBJKEYS",
          "KEYS",
          "LATENCY",
          "MEMORY",
          "MIGRATE",
          "MODULE",
          "OBJECT",
          "PING",
          "PSUBSCRIBE",
          "PSYNC",
          "PUBLISH",
          "PUBSUB",
          "PUNSUBSCRIBE",
          "REPLICAOF",
          "SCAN",
          "SCRIPT",
          "SELECT",
          "SENTINEL",
          "SLAVEOF",
          "SLOWLOG",
          "SPUBLISH",
          "SSUBSCRIBE",
          "SUBSCRIBE",
          "SUNSUBSCRIBE",
          "SWAPDB",
          "UNSUBSCRIBE",
          "WAIT",
          "WAITAOF",
          "XGROUP",
          "XINFO",
          "XPENDING");

  private static final int LONGEST_NAME = 32;

  /** How a string begins by Java's serialisation, before its length of two bytes. */
  private static final byte[] SERIALISED = {(byte) 0xac, (byte) 0xed, 0, 5, 't'};

  private final StoredValues values;
  private final String[] keys;
  private final boolean[] isWanted;
  private final Reply reply;

  /** Strings of the reply so far. */
  private int strings;

  /** The key whose values come; -1 if none was named yet. */
  private int key;

  /** In entries, true after the name of a field. */
  private boolean isValueNext;

  private RedisCall(StoredValues values, String[] keys, boolean[] isWanted, Reply reply) {
    this.values = values;
    this.keys = keys;
    this.isWanted = isWanted;
    this.reply = reply;
    this.key = keys.length == 1 ? 0 : -1;
  }

  /**
   * Takes what a command writes, and says what is to be done with its reply.
   *
   * @return null if its reply has no value that a source captures
   */
  public static @Nullable RedisCall of(StoredValues values, Words words) {
    if (!values.areWanted(Store.REDIS) || words.count() < 2) {
      return null;
    }
    String name = name(words);
    boolean isOfModule = name.indexOf('.') >= 0 && !name.startsWith("JSON.");
    if (isOfModule || WITHOUT_VALUES.contains(name)) {
      return null;
    }
    int stride = stride(name);
    if (stride > 0) {
      writtenByKey(values, words, stride);
      return null;
    }
    String[] keys = keys(name, words);
    boolean[] isWanted = new boolean[keys.length];
    boolean isAnyWanted = false;
    for (int i = 0; i < keys.length; i++) {
      isWanted[i] = values.isWanted(Store.REDIS, keys[i]);
      isAnyWanted |= isWanted[i];
    }
    if (!isAnyWanted) {
      return null;
    }
    if (keys.length == 1 && isWrite(name)) {
      written(values, keys[0], name, words);
    }
    Reply reply = reply(name);
    return reply == Reply.NONE ? null : new RedisCall(values, keys, isWanted, reply);
  }

  /** The name of a command in upper case; empty if it is too long to be one. */
  public static String name(Words words) {
    ByteBuffer bytes = words.at(0);
    int length = bytes.remaining();
    if (length > LONGEST_NAME) {
      return "";
    }
    StringBuilder name = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      char c = (char) (bytes.get(bytes.position() + i) & 0xff);
      name.append(c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c);
    }
    return name.toString();
  }

  /** How many words go with each key of a command that writes several; 0 for any other. */
  private static int stride(String name) {
    return switch (name) {
      case "MSET", "MSETNX" -> 2;
      case "JSON.MSET" -> 3;
      default -> 0;
    };
  }

  private static void writtenByKey(StoredValues values, Words words, int stride) {
    for (int i = 1; i + stride <= words.count(); i += stride) {
      String key = text(words.at(i));
      if (values.isWanted(Store.REDIS, key)) {
        take(values, key, words.at(i + stride - 1));
      }
    }
  }

  private static String[] keys(String name, Words words) {
    int count = words.count();
    return switch (name) {
      case "MGET", "SUNION", "SINTER", "SDIFF" -> keys(words, 1, count);
      case "JSON.MGET", "BLPOP", "BRPOP", "BZPOPMIN", "BZPOPMAX" -> keys(words, 1, count - 1);
      case "RPOPLPUSH", "BRPOPLPUSH", "LMOVE", "BLMOVE" -> keys(words, 1, 3);
      case "LMPOP", "ZMPOP", "ZUNION", "ZINTER", "ZDIFF" -> counted(words, 1);
      case "BLMPOP", "BZMPOP" -> counted(words, 2);
      case "XREAD", "XREADGROUP" -> {
        int streams = 1;
        while (streams < count && !isStreams(words.at(streams))) {
          streams++;
        }
        yield keys(words, streams + 1, streams + 1 + (count - streams - 1) / 2);
      }
      default -> keys(words, 1, 2);
    };
  }

  /** Keys after their number. */
  private static String[] counted(Words words, int at) {
    String number = at < words.count() ? text(words.at(at)) : "";
    int count = 0;
    for (int i = 0; i < number.length() && count < words.count(); i++) {
      count = 10 * count + Character.digit(number.charAt(i), 10);
    }
    return keys(words, at + 1, at + 1 + count);
  }

  private static String[] keys(Words words, int from, int to) {
    int end = Math.min(to, words.count());
    String[] keys = new String[Math.max(0, end - from)];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = text(words.at(from + i));
    }
    return keys;
  }

  private static boolean isStreams(ByteBuffer word) {
    return word.remaining() == "STREAMS".length() && "STREAMS".equalsIgnoreCase(text(word));
  }

  private static boolean isWrite(String name) {
    return name.contains("SET")
        || name.contains("PUSH")
        || name.contains("ADD")
        || name.contains("APPEND")
        || name.contains("INSERT")
        || name.contains("MERGE");
  }

  private static void written(StoredValues values, String key, String name, Words words) {
    boolean hasFields = name.startsWith("H") || name.equals("XADD");
    boolean hasPath = name.startsWith("JSON.");
    int first = hasFields || hasPath ? 3 : 2;
    for (int i = words.count() - 1; i >= first; i -= hasFields ? 2 : 1) {
      take(values, key, words.at(i));
    }
  }

  private static Reply reply(String name) {
    return switch (name) {
      case "MGET", "JSON.MGET" -> Reply.ONE_EACH;
      case "BLPOP", "BRPOP", "BZPOPMIN", "BZPOPMAX", "LMPOP", "ZMPOP", "BLMPOP", "BZMPOP" ->
          Reply.NAMED;
      case "HGETALL" -> Reply.FIELDS;
      case "HSCAN" -> Reply.CURSOR_AND_FIELDS;
      case "XADD" -> Reply.NONE;
      default -> name.startsWith("X") ? Reply.ENTRIES : Reply.VALUES;
    };
  }

  /** Takes the next string of the reply, which may be within lists; null where there is none. */
  public void reply(@Nullable ByteBuffer string) {
    int index = strings++;
    switch (reply) {
      case VALUES -> take(firstWanted(), string);
      case ONE_EACH -> take(index, string);
      case NAMED -> {
        int named = named(string);
        if (named >= 0) {
          key = named;
        } else {
          take(key, string);
        }
      }
      case FIELDS -> take(index % 2 == 1 ? 0 : -1, string);
      case CURSOR_AND_FIELDS -> take(index > 0 && index % 2 == 0 ? 0 : -1, string);
      default -> entry(string);
    }
  }

  /** After an id come names and values of fields in turn, until the next id. */
  private void entry(@Nullable ByteBuffer string) {
    if (string == null || isId(string)) {
      isValueNext = false;
      return;
    }
    int named = isValueNext ? -1 : named(string);
    if (named >= 0) {
      key = named;
      return;
    }
    if (isValueNext) {
      take(key, string);
    }
    isValueNext = !isValueNext;
  }

  private int firstWanted() {
    for (int i = 0; i < isWanted.length; i++) {
      if (isWanted[i]) {
        return i;
      }
    }
    return -1;
  }

  /** The key that this string is, or -1. */
  private int named(@Nullable ByteBuffer string) {
    if (string != null) {
      for (int i = 0; i < keys.length; i++) {
        if (keys[i].length() <= string.remaining()
            && string.remaining() <= 3 * keys[i].length()
            && keys[i].equals(text(string))) {
          return i;
        }
      }
    }
    return -1;
  }

  /** True for the id of an entry of a stream, such as {@code 1700000000000-0}. */
  private static boolean isId(ByteBuffer string) {
    boolean hasDash = false;
    for (int i = string.position(); i < string.limit(); i++) {
      byte b = string.get(i);
      if (b == '-' && !hasDash && i > string.position()) {
        hasDash = true;
      } else if (b < '0' || b > '9') {
        return false;
      }
    }
    return hasDash;
  }

  private void take(int of, @Nullable ByteBuffer value) {
    if (of >= 0 && of < keys.length && isWanted[of] && value != null) {
      take(values, keys[of], value);
    }
  }

  private static void take(StoredValues values, String key, ByteBuffer value) {
    values.take(Store.REDIS, key, NO_HEAD, plain(value));
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(plain(bytes).duplicate()).toString();
  }

  /** Without what Java's serialisation has in front of a string: Spring's templates use it. */
  private static ByteBuffer plain(ByteBuffer bytes) {
    int start = bytes.position();
    int content = start + SERIALISED.length + Short.BYTES;
    if (bytes.limit() < content) {
      return bytes;
    }
    for (int i = 0; i < SERIALISED.length; i++) {
      if (bytes.get(start + i) != SERIALISED[i]) {
        return bytes;
      }
    }
    int high = bytes.get(content - 2) & 0xff;
    int length = high << Byte.SIZE | bytes.get(content - 1) & 0xff;
    return length == bytes.limit() - content ? bytes.duplicate().position(content) : bytes;
  }
}
