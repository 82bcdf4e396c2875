using Scimify.Core.Persistence.Database;

namespace Scimify.Tests.Persistence;

public sealed class SqliteLibraryTests
{
    [Theory]
    [InlineData("3.7.0")]
    [InlineData("3.50.4")]
    [InlineData("3.51.2")]
    public void A_library_that_can_corrupt_the_database_is_refused_in_one_sentence_with_both_versions(string version) => Assert.Equal(
        $"The SQLite library is version {version}, which can corrupt the database; Scimify needs 3.51.3 or newer.",
        SqliteLibrary.Problem(Version.Parse(version)));

    [Theory]
    [InlineData("3.51.3")]
    [InlineData("3.53.4")]
    [InlineData("4.0.0")]
    public void A_library_without_the_fault_is_accepted(string version) => Assert.Null(SqliteLibrary.Problem(Version.Parse(version)));

    [Fact]
    public void The_library_that_runs_is_accepted() => Assert.Null(SqliteLibrary.Problem(SqliteLibrary.Running));
}
