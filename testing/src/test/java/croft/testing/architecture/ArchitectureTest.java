package croft.testing.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of ARCHITECTURE.md that a compiler cannot check. */
class ArchitectureTest {
  /** Types whose static methods without arguments read the machine's clock. */
  private static final Set<String> CLOCKS =
      Set.of(
          Instant.class.getName(),
          LocalDate.class.getName(),
          LocalDateTime.class.getName(),
          OffsetDateTime.class.getName(),
          ZonedDateTime.class.getName());

  private static JavaClasses croft;

  @BeforeAll
  static void readClasses() {
    croft =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("croft");
    assertThat(croft).as("compiled classes on the class path").isNotEmpty();
  }

  @Test
  void coreUsesNothingButTheJavaLanguageAndItself() {
    check(
        classes()
            .that()
            .resideInAPackage("croft.core..")
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage("croft.core..", "java..", "org.jspecify.annotations"))
            .because("the rules must run anywhere: in a server, a test, a preview without a farm"));
  }

  @Test
  void coreTouchesNoFileAndNoNetwork() {
    check(
        noClasses()
            .that()
            .resideInAPackage("croft.core..")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(
                    "java.io..", "java.nio.file..", "java.nio.channels..", "java.net.."))
            .because("core decides; others read and write"));
  }

  @Test
  void coreReadsNoClock() {
    check(
        noClasses()
            .that()
            .resideInAPackage("croft.core..")
            .should()
            .callMethodWhere(
                describe("reads the machine's clock", ArchitectureTest::readsTheMachinesClock))
            .because("time is an argument: the database's clock decides, and tests set it"));
  }

  /**
   * Others may hold a connection, to say what belongs to one transaction, and meet its failures; a
   * statement they cannot even make.
   */
  @Test
  void onlyTheStoreSpeaksSql() {
    check(
        noClasses()
            .that()
            .resideInAPackage("croft..")
            .and()
            .resideOutsideOfPackages("croft.store..", "croft.testing..", "croft.bench..")
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(
                        "java.sql..",
                        "javax.sql..",
                        "org.postgresql..",
                        "com.zaxxer.hikari..",
                        "org.flywaydb..")
                    .and(not(describe("a connection or a failure", ArchitectureTest::isHandle))))
            .because("one module knows the tables"));
    check(
        noClasses()
            .that()
            .resideInAPackage("croft..")
            .and()
            .resideOutsideOfPackages("croft.store..", "croft.testing..")
            .should()
            .callMethodWhere(describe("makes a statement", ArchitectureTest::makesAStatement))
            .because("SQL stands next to the tables that it speaks of"));
  }

  private static boolean isHandle(com.tngtech.archunit.core.domain.JavaClass type) {
    return type.isAssignableTo(java.sql.Connection.class)
        || type.isAssignableTo(java.sql.SQLException.class);
  }

  private static boolean makesAStatement(JavaMethodCall call) {
    return call.getTargetOwner().isAssignableTo(java.sql.Connection.class)
        && Set.of("prepareStatement", "createStatement", "prepareCall", "nativeSQL")
            .contains(call.getTarget().getName());
  }

  @Test
  void onlyTheServerSpeaksHelidon() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "croft.core..",
                "croft.protocol..",
                "croft.store..",
                "croft.worker..",
                "croft.cli..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.helidon.."))
            .because("the HTTP server can be replaced in one module"));
  }

  @Test
  void modulesDependOnlyInTheDirectionOfTheArrows() {
    mayUse("croft.core..", "croft.core..");
    mayUse("croft.protocol..", "croft.protocol..");
    mayUse("croft.store..", "croft.store..", "croft.core..");
    mayUse("croft.server..", "croft.server..", "croft.core..", "croft.store..", "croft.protocol..");
    mayUse("croft.worker..", "croft.worker..", "croft.protocol..");
  }

  @Test
  void packagesHaveNoCycles() {
    check(
        slices()
            .matching("croft.(**)")
            .should()
            .beFreeOfCycles()
            .because("what cannot be read in one direction cannot be understood in parts"));
  }

  @Test
  void namesSayWhatAThingIs() {
    check(
        noClasses()
            .that()
            .resideInAPackage("croft..")
            .should()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Impl")
            .because("each of these words hides the name that the class should have"));
  }

  private static boolean readsTheMachinesClock(JavaMethodCall call) {
    String owner = call.getTargetOwner().getName();
    String method = call.getName();
    boolean noArguments = call.getTarget().getRawParameterTypes().isEmpty();
    return (CLOCKS.contains(owner) && method.equals("now") && noArguments)
        || (owner.equals(Clock.class.getName()) && method.startsWith("system"))
        || (owner.equals("java.lang.System")
            && (method.equals("currentTimeMillis") || method.equals("nanoTime")));
  }

  private static void mayUse(String module, String... modules) {
    check(
        noClasses()
            .that()
            .resideInAPackage(module)
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("croft..").and(not(resideInAnyPackage(modules)))));
  }

  /** A module without classes yet breaks no rule. */
  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(croft);
  }
}
