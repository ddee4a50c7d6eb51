package dev.flowguard.rules.legitimate;

import com.stripe.net.ApiRequestParams;
import com.stripe.net.FormEncoder;
import com.stripe.net.HttpContent;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.jar.JarFile;

/**
 * Requests as applications send them: every parameter class of Stripe's library, its builder driven
 * by reflection with values such as businesses have.
 */
final class StripeRequests {
  private static final int MOST_DEPTH = 5;

  private final Random random;

  StripeRequests(long seed) {
    this.random = new Random(seed);
  }

  /** All top-level parameter classes, by name. */
  static List<Class<?>> classes() throws Exception {
    Path jar =
        Path.of(ApiRequestParams.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Class<?>> classes = new ArrayList<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      for (String name : file.stream().map(entry -> entry.getName()).sorted().toList()) {
        if (name.startsWith("com/stripe/param/")
            && name.endsWith("Params.class")
            && name.indexOf('$') < 0) {
          classes.add(Class.forName(name.replace('/', '.').substring(0, name.length() - 6)));
        }
      }
    }
    return classes;
  }

  /** The body that the library makes of one filled builder. */
  HttpContent body(Class<?> parameters) throws Exception {
    ApiRequestParams filled = (ApiRequestParams) fill(parameters, 0);
    return FormEncoder.createHttpContent(withoutFiles(filled.toMap()));
  }

  private static Map<String, Object> withoutFiles(Map<String, Object> map) throws IOException {
    Map<String, Object> kept = new LinkedHashMap<>(map);
    kept.values().removeIf(value -> value instanceof java.io.InputStream);
    return kept;
  }

  private Object fill(Class<?> type, int depth) throws Exception {
    Method start = type.getMethod("builder");
    Object builder = start.invoke(null);
    List<Method> setters = new ArrayList<>(List.of(builder.getClass().getMethods()));
    setters.removeIf(
        method ->
            method.getDeclaringClass() != builder.getClass()
                || method.getReturnType() != builder.getClass()
                || method.getName().contains("ExtraParam"));
    setters.sort(Comparator.comparing(Method::toString));
    for (Method setter : setters) {
      // Deep down fewer are filled: requests stay as large as real ones.
      if (random.nextInt(1 + depth) > 0 || random.nextInt(3) == 0) {
        continue;
      }
      Type[] types = setter.getGenericParameterTypes();
      Object[] values = new Object[types.length];
      String name = setter.getName().replaceFirst("^(set|putAll|put|addAll|add)", "");
      boolean isWhole = true;
      for (int i = 0; i < values.length; i++) {
        values[i] = value(types[i], types.length == 2 && i == 0 ? "Key" : name, depth + 1);
        isWhole &= values[i] != null;
      }
      if (isWhole) {
        setter.invoke(builder, values);
      }
    }
    return builder.getClass().getMethod("build").invoke(builder);
  }

  private Object value(Type type, String name, int depth) throws Exception {
    if (type instanceof ParameterizedType generic) {
      Type[] of = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        Object item = value(of[0], name, depth);
        return item == null ? null : new ArrayList<>(List.of(item));
      }
      Map<Object, Object> map = new LinkedHashMap<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        Object item = value(of[1], name, depth);
        if (item != null) {
          map.put(text("Key"), item);
        }
      }
      return map;
    }
    if (!(type instanceof Class<?> plain)) {
      return null;
    }
    if (plain == String.class || plain == Object.class) {
      return text(name);
    }
    if (plain == Long.class || plain == Integer.class) {
      boolean isTime = name.endsWith("At") || name.endsWith("Date") || name.endsWith("Timestamp");
      long number = isTime ? 1_790_000_000L + random.nextInt(9_000_000) : random.nextInt(500_000);
      return plain == Long.class ? (Object) number : (Object) (int) number;
    }
    if (plain == Boolean.class) {
      return random.nextBoolean();
    }
    if (plain == BigDecimal.class) {
      return BigDecimal.valueOf(random.nextInt(100_000), 2);
    }
    if (plain.isEnum()) {
      return plain.getEnumConstants()[random.nextInt(plain.getEnumConstants().length)];
    }
    boolean isParameters = plain.getName().startsWith("com.stripe.param.");
    return isParameters && depth < MOST_DEPTH && hasBuilder(plain) ? fill(plain, depth) : null;
  }

  private static boolean hasBuilder(Class<?> type) {
    try {
      type.getMethod("builder");
      return true;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }

  private String text(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (name.equals("Key")) {
      return pick(Business.KEYS);
    } else if (lower.contains("email")) {
      return pick(Business.EMAILS);
    } else if (lower.contains("phone")) {
      return pick(Business.PHONES);
    } else if (lower.contains("url") || lower.contains("website")) {
      return pick(Business.LINKS);
    } else if (lower.contains("description")
        || lower.contains("message")
        || lower.contains("text")
        || lower.contains("memo")
        || lower.contains("footer")
        || lower.contains("explanation")) {
      return pick(Business.TEXTS);
    } else if (lower.contains("name") || lower.contains("recipient")) {
      return pick(Business.NAMES);
    } else if (lower.startsWith("line") || lower.contains("address")) {
      return pick(Business.STREETS);
    } else if (lower.contains("currency")) {
      return "eur";
    } else if (lower.contains("country")) {
      return "NL";
    } else if (lower.contains("metadata")) {
      return random.nextBoolean() ? id("ord_") : pick(Business.TEXTS);
    } else if (lower.contains("number")) {
      return "DE" + (100_000_000 + random.nextInt(800_000_000));
    }
    return id(lower.substring(0, Math.min(3, lower.length())) + "_");
  }

  private String pick(List<String> values) {
    return values.get(random.nextInt(values.size()));
  }

  private String id(String prefix) {
    StringBuilder id = new StringBuilder(prefix);
    String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    for (int i = 0; i < 24; i++) {
      id.append(letters.charAt(random.nextInt(letters.length())));
    }
    return id.toString();
  }
}
