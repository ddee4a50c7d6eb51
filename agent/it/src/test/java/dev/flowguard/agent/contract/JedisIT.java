package dev.flowguard.agent.contract;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Jedis, by all its APIs. */
@ParameterizedClass(name = "{0}")
@MethodSource("versions")
class JedisIT extends RedisContract {
  @Parameter String version;

  static Stream<String> versions() {
    return Stream.of("3.0.1", "4.0.1", "5.2.0", "7.5.3");
  }

  @Override
  Subject subject() {
    Set<String> ways = new HashSet<>(Set.of("jedis", "pooled", "pipelined", "transaction"));
    if (!version.startsWith("3.")) {
      ways.add("unified");
    }
    Set<String> unsupported = new HashSet<>();
    if (version.equals("3.0.1")) {
      for (String way : ways) {
        for (String name : List.of("read getdel", "read xrange", "read xread", "write xadd")) {
          unsupported.add(way + " " + name);
        }
      }
    }
    return new Subject(
        "redis.clients:jedis:" + version, "JedisProgram", "jedis", ways, unsupported);
  }
}
