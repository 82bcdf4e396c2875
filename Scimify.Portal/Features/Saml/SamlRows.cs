using System.Text.Json.Nodes;
using Scimify.Core.Saml;

namespace Scimify.Portal.Features.Saml;

/// <summary>One entry in a list of settings, as a person edits it.</summary>
/// <param name="key">Unique in the form, even after other rows were removed.</param>
/// <param name="start">Looker's entry; null for a new one. What the form does not show stays unchanged.</param>
public abstract class SamlRow(int key, JsonObject? start)
{
    public int Key { get; } = key;

    /// <summary>The identity provider's name of it.</summary>
    public string Name { get; set; } = Member(start, "name");

    internal JsonObject? Start { get; } = start;

    /// <summary>Whether nothing was entered, so that the row is ignored.</summary>
    public abstract bool IsBlank { get; }

    /// <param name="taken">Looker's entry of the same name that was removed in the form; null for none.</param>
    internal JsonObject ToJson(JsonObject? taken)
    {
        var start = Start ?? taken;
        var json = (JsonObject?)start?.DeepClone() ?? [];
        if (Member(start, "name").Trim() != Name.Trim())
        {
            json["name"] = Name.Trim();
        }

        Write(json, start);
        return json;
    }

    protected abstract void Write(JsonObject json, JsonObject? start);

    protected static string Member(JsonObject? o, string name) => o?[name]?.ToString() ?? "";

    protected static string[] Ids(JsonObject? o, string name) => SamlForm.IdsIn(o?[name]);

    protected static void WriteIds(JsonObject json, JsonObject? start, string name, IReadOnlyList<string> ids)
    {
        if (start?[name] is null || !Ids(start, name).SequenceEqual(ids))
        {
            json[name] = SamlForm.List(ids);
        }
    }
}

/// <summary>One of the identity provider's groups that Looker mirrors.</summary>
public sealed class SamlGroupRow(int key, JsonObject? start) : SamlRow(key, start)
{
    /// <summary>Empty for the same name.</summary>
    public string LookerName { get; set; } = Member(start, "looker_group_name");

    /// <summary>By id.</summary>
    public IReadOnlyList<string> Roles { get; set; } = Ids(start, "role_ids");

    public override bool IsBlank => string.IsNullOrWhiteSpace(Name) && string.IsNullOrWhiteSpace(LookerName) && Roles.Count == 0;

    protected override void Write(JsonObject json, JsonObject? start)
    {
        if (Member(start, "looker_group_name").Trim() != LookerName.Trim())
        {
            json["looker_group_name"] = LookerName.Trim() is { Length: > 0 } own ? own : Name.Trim();
        }

        WriteIds(json, start, "role_ids", Roles);
    }
}

/// <summary>A login attribute that fills Looker user attributes.</summary>
public sealed class SamlAttributeRow(int key, JsonObject? start) : SamlRow(key, start)
{
    /// <summary>Whether the login fails without it.</summary>
    public bool Required { get; set; } = Member(start, "required") == "true";

    /// <summary>By id.</summary>
    public IReadOnlyList<string> Attributes { get; set; } = Ids(start, "user_attribute_ids");

    public override bool IsBlank => string.IsNullOrWhiteSpace(Name) && Attributes.Count == 0;

    protected override void Write(JsonObject json, JsonObject? start)
    {
        if (start is null || Required != (Member(start, "required") == "true"))
        {
            json["required"] = Required;
        }

        WriteIds(json, start, "user_attribute_ids", Attributes);
    }
}

/// <summary>One of several certificates.</summary>
/// <param name="key">Unique in the form.</param>
public sealed class SamlCertificateRow(int key, string text)
{
    public int Key { get; } = key;

    /// <summary>In Base64 or PEM.</summary>
    public string Text { get; set; } = text;

    /// <summary>Null if it cannot be read.</summary>
    public SamlCertificate? Certificate => SamlCertificate.Parse(Text);
}
