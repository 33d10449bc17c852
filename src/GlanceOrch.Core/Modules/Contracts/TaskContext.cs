namespace GlanceOrch.Core.Modules;

/// <summary>What a module may know of the controller's side. A property of this type in an args record is filled in, not given by users.</summary>
public interface ITaskContext
{
    /// <summary>The host's name in the inventory.</summary>
    string HostName { get; }

    /// <summary>A dry run: nothing is changed, so there is no sense in waiting for what a change would bring.</summary>
    bool CheckMode { get; }

    /// <summary>How many <c>-v</c> the user gave.</summary>
    int Verbosity { get; }

    /// <summary>The bytes of a file of the role or playbook (<c>files/</c>), searched as <c>copy: src=</c> promises.</summary>
    /// <param name="decrypt">What a file encrypted by vault holds, not the encrypted text.</param>
    /// <exception cref="ModuleException">There is none; the message lists where it was searched.</exception>
    ReadOnlyMemory<byte> ReadFile(string source, bool decrypt);

    /// <summary>A template of the role or playbook (<c>templates/</c>), rendered with the host's variables.</summary>
    /// <exception cref="ModuleException">There is none, or it fails; the message has FILE(LINE,COL).</exception>
    string RenderTemplate(string source);

    /// <summary>Who owns which options of a file, as far as the other tasks of this play have said so by now.</summary>
    /// <remarks>Only for arguments marked <see cref="OwnTurnAttribute"/>.</remarks>
    OptionOwners OwnersOf(string path);

    /// <summary>The value of a bare expression for this host (<c>debug: var=</c>).</summary>
    object? Evaluate(string expression);
}
