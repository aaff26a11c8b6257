package croft.store.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFailureTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          08001 | Unavailable | true  | could not connect
          08006 | Unavailable | true  | connection lost, perhaps in a commit
          57P01 | Unavailable | true  | stopped by an administrator
          57P02 | Unavailable | true  | another backend crashed
          57P03 | Unavailable | true  | still starting
          53300 | Unavailable | true  | too many connections
          25006 | Unavailable | true  | a standby
          40001 | Conflict    | true  | serialization
          40P01 | Conflict    | true  | deadlock
          57014 | TooSlow     | true  | statement_timeout
          55P03 | TooSlow     | true  | lock_timeout
          53100 | NoSpace     | true  | disk full
          53200 | NoSpace     | true  | out of memory
          23505 | Refused     | false | unique
          22001 | Refused     | false | too long
          P0001 | Refused     | false | raised by the guard trigger
          XX001 | Damaged     | false | data corrupted
          58030 | Damaged     | false | input or output error
          42601 | Fault       | false | syntax error
          XX000 | Fault       | false | internal error
          28P01 | Fault       | false | wrong password
          """)
  void aCodeMeansWhatTheManualSays(
      String code, String meaning, boolean mayBeRepeated, String reason) {
    SqlFailure failure = SqlFailure.of(new SQLException(reason, code));
    assertThat(failure.getClass().getSimpleName()).as(reason).isEqualTo(meaning);
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.mayBeRepeated()).isEqualTo(mayBeRepeated);
    assertThat(failure.retryAfter().isPresent()).isEqualTo(mayBeRepeated);
  }

  @Test
  void theCauseIsFoundBelowWhatWrapsIt() {
    SQLException disk = new SQLException("could not extend file", "53100");
    assertThat(SqlFailure.of(new IllegalStateException(new RuntimeException(disk))))
        .isEqualTo(new SqlFailure.NoSpace("53100"));
  }

  @Test
  void aPoolThatRanDryAndABrokenSocketAreUnavailability() {
    assertThat(SqlFailure.of(new SQLTransientConnectionException("request timed out")))
        .isInstanceOf(SqlFailure.Unavailable.class);
    assertThat(SqlFailure.of(new SQLException("", new IOException("Connection reset"))))
        .isInstanceOf(SqlFailure.Unavailable.class);
  }

  @Test
  void anythingElseIsAFault() {
    assertThat(SqlFailure.of(new IllegalStateException())).isEqualTo(new SqlFailure.Fault("?????"));
  }
}
