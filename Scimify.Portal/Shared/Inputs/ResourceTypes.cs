namespace Scimify.Portal.Shared.Inputs;

/// <summary>The two kinds of SCIM resources, as query strings name them.</summary>
internal static class ResourceTypes
{
    public const string User = "User";
    public const string Group = "Group";

    public static readonly string[] Names = [User, Group];
}
