package dev.flowguard.agent.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An application with Redis: reads and writes what nobody has seen before, each time by another
 * command and in another way, sends it to a processor, and prints what became of it, a line for
 * each case; and what it has got of Redis.
 */
final class RedisProgram {
  static final String UNSUPPORTED = "unsupported";

  /** After the name of a case, for what the application has got. */
  static final String REPLY = " reply";

  private static final int LARGE = 1 << 20;

  private final Map<String, RedisWay> ways;
  private final RedisSeed seed;
  private final Leak leak;
  private int keys;

  private RedisProgram(Map<String, RedisWay> ways, RedisSeed seed, Leak leak) {
    this.ways = ways;
    this.seed = seed;
    this.leak = leak;
  }

  /**
   * Runs all cases, and waits until the test has seen enough.
   *
   * @param port of the server
   */
  static void run(int port, Leak leak, Map<String, RedisWay> ways) throws Exception {
    try (RedisSeed seed = new RedisSeed(port)) {
      seed.run(List.of("FLUSHALL"));
      new RedisProgram(ways, seed, leak).runAll();
    }
    System.out.println(OutcomeProgram.DONE);
    while (System.in.read() >= 0) {
      // until the test has seen enough
    }
    System.exit(0);
  }

  /** Commands of another client, and one that reads; {@code K} is a key, {@code V} a value. */
  private static Map<String, List<String>> reads() {
    Map<String, List<String>> reads = new LinkedHashMap<>();
    reads.put("get", List.of("SET K V", "GET K"));
    reads.put("mget", List.of("SET K V", "MGET other K missing"));
    reads.put("getrange", List.of("SET K V", "GETRANGE K 0 -1"));
    reads.put("getset", List.of("SET K V", "GETSET K new"));
    reads.put("getdel", List.of("SET K V", "GETDEL K"));
    reads.put("hget", List.of("HSET K name V", "HGET K name"));
    reads.put("hmget", List.of("HSET K name V", "HMGET K missing name"));
    reads.put("hgetall", List.of("HSET K name V", "HGETALL K"));
    reads.put("hvals", List.of("HSET K name V", "HVALS K"));
    reads.put("lrange", List.of("RPUSH K V", "LRANGE K 0 -1"));
    reads.put("lpop", List.of("RPUSH K V", "LPOP K"));
    reads.put("rpop", List.of("RPUSH K V", "RPOP K"));
    reads.put("blpop", List.of("RPUSH K V", "BLPOP K 1"));
    reads.put("lindex", List.of("RPUSH K V", "LINDEX K 0"));
    reads.put("smembers", List.of("SADD K V", "SMEMBERS K"));
    reads.put("zrange", List.of("ZADD K 1 V", "ZRANGE K 0 -1"));
    reads.put("xrange", List.of("XADD K 1-1 name V", "XRANGE K - +"));
    reads.put("xread", List.of("XADD K 1-1 name V", "XREAD STREAMS other K 0 0"));
    return reads;
  }

  private static Map<String, String> writes() {
    Map<String, String> writes = new LinkedHashMap<>();
    writes.put("set", "SET K V");
    writes.put("setex", "SETEX K 60 V");
    writes.put("setnx", "SETNX K V");
    writes.put("mset", "MSET K V");
    writes.put("append", "APPEND K V");
    writes.put("hset", "HSET K name V");
    writes.put("hmset", "HMSET K name V");
    writes.put("lpush", "LPUSH K V");
    writes.put("rpush", "RPUSH K V");
    writes.put("sadd", "SADD K V");
    writes.put("zadd", "ZADD K 1 V");
    writes.put("xadd", "XADD K 1-1 name V");
    return writes;
  }

  private void runAll() throws Exception {
    for (String way : ways.keySet()) {
      String unread = leak.text(100);
      seed.run(List.of("SET", key(), unread));
      print(way + " unread", leak.send(unread));
      for (Map.Entry<String, List<String>> read : reads().entrySet()) {
        read(way, read.getKey(), read.getValue());
      }
      for (Map.Entry<String, String> write : writes().entrySet()) {
        write(way, write.getKey(), write.getValue());
      }
      otherKey(way);
      otherOfSeveral(way);
      nameOfField(way);
      fields(way);
      afterError(way);
      large(way);
    }
  }

  private static void print(String name, String outcome) {
    System.out.println(name + ": " + outcome);
  }

  private String key() {
    return "chat:" + keys++ + ":history";
  }

  private static List<String> command(String text, String key, String value) {
    List<String> words = new ArrayList<>();
    for (String word : text.split(" ")) {
      words.add(word.equals("K") ? key : word.equals("V") ? value : word);
    }
    return words;
  }

  /** The reply to one command; what it was is printed. */
  private List<String> run(String way, String name, List<String> command) throws Exception {
    List<String> reply = ways.get(way).run(List.of(command)).get(0);
    print(way + " " + name + REPLY, Integer.toString(reply.hashCode()));
    return reply;
  }

  private void read(String way, String name, List<String> commands) throws Exception {
    String key = key();
    String content = leak.text(100);
    seed.run(command(commands.get(0), key, content));
    String outcome;
    try {
      List<String> reply = run(way, name, command(commands.get(1), key, content));
      boolean isThere = reply.toString().contains(content);
      outcome = isThere ? leak.send(content) : "read " + reply;
    } catch (UnsupportedOperationException e) {
      outcome = UNSUPPORTED;
    }
    print(way + " read " + name, outcome);
  }

  private void write(String way, String name, String command) throws Exception {
    String content = leak.text(100);
    String outcome;
    try {
      run(way, "to " + name, command(command, key(), content));
      outcome = leak.send(content);
    } catch (UnsupportedOperationException e) {
      outcome = UNSUPPORTED;
    }
    print(way + " write " + name, outcome);
  }

  private void otherKey(String way) throws Exception {
    String content = leak.text(100);
    seed.run(List.of("SET", "news", content));
    run(way, "other", List.of("GET", "news"));
    print(way + " other key", leak.send(content));
    String written = leak.text(100);
    run(way, "to other", List.of("SET", "news", written));
    print(way + " other key written", leak.send(written));
  }

  private void otherOfSeveral(String way) throws Exception {
    String content = leak.text(100);
    seed.run(List.of("SET", "news", content));
    String key = key();
    seed.run(List.of("SET", key, leak.text(100)));
    run(way, "several", List.of("MGET", key, "news", key));
    print(way + " other of several", leak.send(content));
  }

  private void nameOfField(String way) throws Exception {
    String name = leak.text(40);
    String key = key();
    seed.run(List.of("HSET", key, name, leak.text(100)));
    run(way, "all", List.of("HGETALL", key));
    print(way + " name of a field", leak.send(name));
  }

  private void fields(String way) throws Exception {
    String text = leak.text(100);
    String note = leak.text(100);
    String json =
        "{\"user\":\"u7\",\"messages\":[{\"text\":\"" + text + "\"}],\"note\":\"" + note + "\"}";
    seed.run(List.of("SET", "profile:1", json));
    run(way, "json", List.of("GET", "profile:1"));
    print(way + " declared field", leak.send(text));
    print(way + " other field", leak.send(note));
  }

  /** Replies of one connection, of which the second one is an error. */
  private void afterError(String way) throws Exception {
    String before = leak.text(100);
    String other = leak.text(100);
    String after = leak.text(100);
    String last = leak.text(100);
    String first = key();
    String third = key();
    String hash = key();
    seed.run(List.of("SET", first, before));
    seed.run(List.of("SET", "news", other));
    seed.run(List.of("SET", third, after));
    seed.run(List.of("HSET", hash, "name", last));
    List<List<String>> replies =
        ways.get(way)
            .run(
                List.of(
                    List.of("GET", first),
                    List.of("LPUSH", first, "x"),
                    List.of("GET", "news"),
                    List.of("GET", "chat:0:missing"),
                    List.of("GET", third),
                    List.of("HGETALL", hash)));
    print(way + " error" + REPLY, Integer.toString(replies.hashCode()));
    print(way + " was refused", Boolean.toString(replies.get(1).equals(RedisWay.ERROR)));
    print(way + " before error", leak.send(before));
    print(way + " other after error", leak.send(other));
    print(way + " after error", leak.send(after));
    print(way + " last after error", leak.send(last));
  }

  private void large(String way) throws Exception {
    String key = key();
    String content = leak.text(LARGE);
    seed.run(List.of("SET", key, content));
    List<String> reply = run(way, "large", List.of("GET", key));
    String middle = content.substring(LARGE / 2, LARGE / 2 + 200);
    print(way + " large", reply.contains(content) ? leak.send(middle) : "read another value");
  }
}
