using System.Diagnostics.CodeAnalysis;

namespace Scimify.Portal.Features.Setup;

/// <summary>What the browser posts. A field that is not sent is empty.</summary>
public sealed class SetupForm
{
    [AllowNull]
    public string Code
    {
        get;
        set => field = value ?? "";
    } = "";

    [AllowNull]
    public string Email
    {
        get;
        set => field = value ?? "";
    } = "";

    [AllowNull]
    public string Password
    {
        get;
        set => field = value ?? "";
    } = "";
}
