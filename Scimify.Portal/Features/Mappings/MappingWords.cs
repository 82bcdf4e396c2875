using Scimify.Core.Directory.Mappings;
using Scimify.Core.Provisioning.Mappings;
using Scimify.Core.Scim.Schemas;
using Scimify.Portal.Shared;

namespace Scimify.Portal.Features.Mappings;

/// <summary>The console's words for mappings.</summary>
internal static class MappingWords
{
    public static readonly IReadOnlyList<(string Key, string Text)> Sources =
        [("attribute", "SCIM attribute"), ("template", "Template"), ("constant", "The same for everybody"), ("extension", "Looker extension")];

    public static readonly IReadOnlyList<(string Key, string Text)> Kinds = [("managed", "Keep equal"), ("seeded", "Write once")];

    /// <summary>What is often mapped, as suggestions while typing.</summary>
    public static readonly IReadOnlyList<string> Paths =
    [
        "userName", "displayName", "name.givenName", "name.familyName", "title", "userType", "locale", "timezone", "preferredLanguage",
        "emails[type eq \"work\"].value", "phoneNumbers[type eq \"work\"].value", "addresses[type eq \"work\"].country", "externalId",
        Enterprise("department"), Enterprise("division"), Enterprise("organization"), Enterprise("costCenter"), Enterprise("employeeNumber"),
    ];

    public static (string Key, string Text) Of(MappingSourceKind source) => Sources.First(s => s.Key.Equals(source.ToString(), StringComparison.OrdinalIgnoreCase));

    /// <summary>The text in the table. For the extension, the name under which the identity provider sends the value.</summary>
    public static string ValueOf(AttributeMapping mapping) => mapping.Source == MappingSourceKind.Extension ? $"{SchemaUrns.LookerUser}:{mapping.Name}" : mapping.Text;

    public static string HintOf(string source) => source switch
    {
        "template" => "Such as {userName}@{department}. Empty where one of the attributes has no value. {{ and }} are braces.",
        "constant" => "The text that everybody gets.",
        _ => "Such as title, name.givenName or emails[type eq \"work\"].value.",
    };

    /// <summary>"3 users and 2 groups would change".</summary>
    public static string Of(MappingPreview preview) => (preview.Users, preview.Groups) switch
    {
        (0, 0) => "Nothing would change in Looker",
        (var users, 0) => $"{Times.Count(users, "user")} would change",
        (0, var groups) => $"{Times.Count(groups, "group")} would change",
        var (users, groups) => $"{Times.Count(users, "user")} and {Times.Count(groups, "group")} would change",
    };

    private static string Enterprise(string name) => $"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:{name}";
}
