package dev.flowguard.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The test causes a violation on purpose, and fails if it is not blocked. Violations that it names
 * do not fail the test, nor does a {@link dev.flowguard.api.BlockedRequestException} that the test
 * lets go; all others do. What is left empty may be anything.
 */
@Documented
@Repeatable(ExpectBlocked.List.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface ExpectBlocked {
  /** Id of a processor in the policy, or {@code undeclared}. */
  String processor() default "";

  /** A category of the policy, {@code region} or {@code not-inspected}. */
  String category() default "";

  /** Id of a rule in the policy. */
  String rule() default "";

  /** Several of them: each must be met. */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
  @interface List {
    ExpectBlocked[] value();
  }
}
