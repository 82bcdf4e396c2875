namespace Scimify.Tests;

public sealed class SmokeTests
{
    [Fact]
    public void The_suite_runs() => Assert.NotNull(typeof(Program));
}
