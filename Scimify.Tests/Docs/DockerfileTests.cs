using System.Text.RegularExpressions;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Docs;

/// <summary>The image is built from known bytes, and its user is not root.</summary>
public sealed partial class DockerfileTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repository.Root, "Dockerfile"));

    [Fact]
    public void Every_base_image_is_pinned_by_digest()
    {
        var bases = Lines.Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]).ToList();

        Assert.Equal(["${SDK}", "${RUNTIME}"], bases);
        Assert.All(bases, name => Assert.Single(Lines, line => Pinned().Match(line) is { Success: true } match && name == $"${{{match.Groups[1].Value}}}"));
    }

    [Fact]
    public void The_server_runs_as_the_user_of_the_base_image_and_not_as_root() =>
        Assert.Equal(["USER $APP_UID"], Lines.Where(line => line.StartsWith("USER ", StringComparison.Ordinal)));

    [GeneratedRegex("^ARG (SDK|RUNTIME)=[a-z./]+:[a-z0-9.-]+@sha256:[0-9a-f]{64}$")]
    private static partial Regex Pinned();
}
