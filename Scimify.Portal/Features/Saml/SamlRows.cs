using System.Text.Json.Nodes;
using Scimify.Core.Saml;

namespace Scimify.Portal.Features.Saml;

/// <summary>One entry of a list of settings, as a person edits it.</summary>
/// <param name="key">Its own within the form, also after others were removed.</param>
/// <param name="start">The entry that Looker has; null: a new one. What the form does not show of it stays with it.</param>
public abstract class SamlRow(int key, JsonObject? start)
{
    public int Key { get; } = key;

    /// <summary>What the identity provider calls it.</summary>
    public string Name { get; set; } = Member(start, "name");

    internal JsonObject? Start { get; } = start;

    /// <summary>Nothing was entered: it is passed over.</summary>
    public abstract bool IsBlank { get; }

    /// <param name="taken">An entry of Looker's of the same name that was removed in the form; null: there is none.</param>
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

/// <summary>A group of the identity provider that Looker mirrors.</summary>
public sealed class SamlGroupRow(int key, JsonObject? start) : SamlRow(key, start)
{
    /// <summary>Empty: the same name.</summary>
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

/// <summary>An attribute of the login that fills user attributes in Looker.</summary>
public sealed class SamlAttributeRow(int key, JsonObject? start) : SamlRow(key, start)
{
    /// <summary>The login fails without it.</summary>
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
/// <param name="key">Its own within the form.</param>
public sealed class SamlCertificateRow(int key, string text)
{
    public int Key { get; } = key;

    /// <summary>In Base64 or PEM.</summary>
    public string Text { get; set; } = text;

    /// <summary>Null where it cannot be read.</summary>
    public SamlCertificate? Certificate => SamlCertificate.Parse(Text);
}
