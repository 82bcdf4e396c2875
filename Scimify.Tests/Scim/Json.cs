using System.Text;
using Scimify.Core.Scim.Values;

namespace Scimify.Tests.Scim;

/// <summary>Turns the JSON of tests into SCIM values.</summary>
internal static class Json
{
    public static ScimObject Object(string json) => ScimJson.ParseObject(Encoding.UTF8.GetBytes(json));

    public static ScimObject Fixture(string path) =>
        ScimJson.ParseObject(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", path)));

    public static IEnumerable<string> FixtureNames(string folder) =>
        Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures", folder), "*.json")
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal);
}
