using System.Text.Json;
using System.Text.Json.Nodes;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Docs;

/// <summary>The bill of materials and the list of licences have the packages of this build. <c>tools/sbom</c> writes both.</summary>
public sealed class SbomTests
{
    [Fact]
    public void The_bill_of_materials_has_every_package_of_the_product_and_no_other()
    {
        using var assets = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "Scimify.Portal", "obj", "project.assets.json")));
        var packages = assets.RootElement.GetProperty("libraries").EnumerateObject()
            .Where(library => library.Value.GetProperty("type").GetString() == "package")
            .Select(library => library.Name.Replace('/', '@'));

        Assert.Equal(packages.Order(StringComparer.Ordinal), Components().Select(NameOf).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_package_has_a_hash_and_its_licence_is_listed()
    {
        var listed = File.ReadLines(Path.Combine(Repository.Root, "docs", "licenses.md"))
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2)
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();

        Assert.All(Components(), component => Assert.NotEmpty(component["hashes"]!.AsArray()));
        Assert.Equal(Components().Select(NameOf).Order(StringComparer.Ordinal), listed.Select(row => $"{row[0]}@{row[1]}").Order(StringComparer.Ordinal));
        Assert.All(listed, row => Assert.Contains(row[2], new[] { "MIT", "Apache-2.0", "PostgreSQL", "Public domain", "BSD-2-Clause", "BSD-3-Clause" }));
    }

    private static IEnumerable<JsonNode> Components() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "docs", "sbom.cdx.json")))!["components"]!.AsArray()!;

    private static string NameOf(JsonNode component) => $"{component["name"]}@{component["version"]}";
}
