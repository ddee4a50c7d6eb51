package dev.flowguard.agent.contract;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A way in which a client of Redis carries out commands. */
interface RedisWay {
  /** The reply to a command that the server refuses. */
  List<String> ERROR = List.of("error");

  /**
   * Carries out commands, all of them at once if the client can.
   *
   * @return of each, the strings of the reply as the application gets it
   * @throws UnsupportedOperationException for a command that this version does not have
   */
  List<List<String>> run(List<List<String>> commands) throws Exception;

  /**
   * Calls the method of a client that carries out a command, whatever the types of its parameters
   * are in this version.
   *
   * @param client commands, a pipeline or the like
   */
  static Object call(Object client, List<String> command) throws Exception {
    String name = command.get(0).toLowerCase(Locale.ROOT);
    List<Method> methods = new ArrayList<>(List.of(client.getClass().getMethods()));
    methods.removeIf(each -> !each.getName().toLowerCase(Locale.ROOT).equals(name));
    methods.sort(
        Comparator.comparing((Method each) -> each.toString().contains("[]"))
            .thenComparing(Method::toString));
    for (Method method : methods) {
      Object[] arguments = arguments(name, method.getParameterTypes(), rest(command, method));
      if (arguments != null) {
        try {
          method.setAccessible(true);
          return method.invoke(client, arguments);
        } catch (InvocationTargetException e) {
          throw e.getCause() instanceof Exception cause ? cause : e;
        }
      }
    }
    throw new UnsupportedOperationException(command.get(0));
  }

  /** Arguments in the order in which the methods of clients have them. */
  private static List<String> rest(List<String> command, Method method) {
    List<String> rest = new ArrayList<>(command.subList(1, command.size()));
    if (command.get(0).equals("BLPOP") && method.getParameterCount() > 1) {
      rest.add(0, rest.remove(rest.size() - 1));
    }
    return rest;
  }

  /** The arguments as these types, or null if they do not fit. */
  private static Object[] arguments(String name, Class<?>[] types, List<String> given) {
    Object[] arguments = new Object[types.length];
    int at = 0;
    for (int i = 0; i < types.length; i++) {
      Class<?> type = types[i];
      boolean isLast = i == types.length - 1;
      if (type == Map.class && name.endsWith("mset") && given.size() - at == 2) {
        arguments[i] = Map.of(given.get(at), given.get(at + 1));
        at += 2;
      } else if (isLast
          && type.isArray()
          && (type.getComponentType() == String.class || type.getComponentType() == Object.class)) {
        Object rest = Array.newInstance(type.getComponentType(), given.size() - at);
        for (int j = 0; at < given.size(); j++) {
          Array.set(rest, j, given.get(at++));
        }
        arguments[i] = rest;
      } else {
        arguments[i] = at < given.size() ? argument(type, given.get(at++)) : null;
        if (arguments[i] == null) {
          return null;
        }
      }
    }
    return at == given.size() ? arguments : null;
  }

  private static Object argument(Class<?> type, String text) {
    try {
      if (type == String.class || type == Object.class) {
        return text;
      }
      if (type == int.class) {
        return Integer.valueOf(text);
      }
      if (type == long.class) {
        return Long.valueOf(text);
      }
      return type == double.class ? Double.valueOf(text) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** The strings of what a client returns, in their order. */
  static List<String> strings(Object reply) {
    List<String> strings = new ArrayList<>();
    add(reply, strings);
    return strings;
  }

  private static void add(Object reply, List<String> to) {
    if (reply instanceof Collection<?> list) {
      list.forEach(each -> add(each, to));
    } else if (reply instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            add(key, to);
            add(value, to);
          });
    } else if (reply instanceof byte[] bytes) {
      to.add(new String(bytes, StandardCharsets.UTF_8));
    } else {
      to.add(reply == null ? null : reply.toString());
    }
  }
}
